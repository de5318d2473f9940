import { Button, Group, TextInput } from '@mantine/core';
import type { SyntheticEvent } from 'react';
import type { Engine, Store } from '@/api/types';
import { ProblemAlert } from '@/components/ProblemAlert';
import { ChoiceCards } from './ChoiceCards';
import classes from './CreateForm.module.css';
import { useCreationForm } from './useCreationForm';

interface Props {
  readonly engines: readonly Engine[];
  readonly onCancel: () => void;
  readonly onCreated: (store: Store) => void;
}

export function CreateForm({ engines, onCancel, onCreated }: Props) {
  const form = useCreationForm(engines, onCreated);

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    form.submit();
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {form.refusal === null ? null : <ProblemAlert error={form.refusal} />}
      <TextInput
        data-autofocus
        label="Name"
        description="Lowercase letters, digits and hyphens. It becomes part of the address."
        placeholder="summer-shop"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={form.name}
        error={form.faults.name}
        onBlur={form.checkNameOnLeave}
        onChange={(event) => {
          form.typeName(event.currentTarget.value);
        }}
      />
      <ChoiceCards
        label="Engine"
        error={form.faults.engine}
        value={form.engine?.name ?? null}
        onChoose={form.chooseEngine}
        choices={engines.map((engine) => ({
          ...engine,
          obstacle: engine.available
            ? null
            : (engine.unavailable_reason ?? 'Not available on this platform.'),
        }))}
      />
      {form.engine === undefined ? null : (
        <ChoiceCards
          label="Plan"
          error={form.faults.plan}
          value={form.plan?.name ?? null}
          onChoose={form.choosePlan}
          choices={form.engine.plans.map((plan) => ({ ...plan, obstacle: null }))}
        />
      )}
      <Group justify="flex-end" mt={4}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={form.sending} disabled={form.engine === undefined}>
          Create store
        </Button>
      </Group>
    </form>
  );
}
