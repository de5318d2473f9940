import { Button, Switch } from '@mantine/core';
import { useEffect, useRef, type SyntheticEvent } from 'react';
import type { Capacity, Engine, Store } from '@/api/types';
import { ProblemAlert } from '@/components/ProblemAlert';
import { ChoiceCards } from './ChoiceCards';
import classes from './CreateForm.module.css';
import { describeFit } from './fit';
import { MarketFields } from './MarketFields';
import { NameFields } from './NameFields';
import { useCreationForm, type CreationForm } from './useCreationForm';

interface Props {
  readonly engines: readonly Engine[];
  /** What fits into the cluster, once that is known. */
  readonly capacity?: Capacity | undefined;
  readonly onCancel: () => void;
  readonly onCreated: (store: Store) => void;
}

export function CreateForm({ engines, capacity, onCancel, onCreated }: Props) {
  const form = useCreationForm(engines, onCreated);
  const element = useFocusOnFault(form.refusals);

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    form.submit();
  }

  return (
    <form ref={element} className={classes.form} onSubmit={submit} noValidate>
      <NameFields form={form} />
      <EngineCards form={form} engines={engines} />
      <EngineChoices form={form} capacity={capacity} />
      <Switch
        label="Sample products"
        description="A few products with pictures to try the shop with. Without, it starts empty."
        checked={form.typed.sample_products}
        error={form.faults.sample_products}
        onChange={(event) => {
          form.change({ sample_products: event.currentTarget.checked });
        }}
      />
      <footer className={classes.footer}>
        {form.refusal === null ? null : <ProblemAlert error={form.refusal} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={form.sending} disabled={form.chosen === null}>
            Create store
          </Button>
        </div>
      </footer>
    </form>
  );
}

function EngineCards({ form, engines }: { form: CreationForm; engines: readonly Engine[] }) {
  return (
    <ChoiceCards
      label="Engine"
      error={
        form.chosen === null ? 'No engine can be used here until one is added.' : form.faults.engine
      }
      value={form.chosen?.engine.name ?? null}
      onChoose={(engine) => {
        form.change({ engine, plan: null });
      }}
      choices={engines.map((engine) => ({ ...engine, obstacle: describeObstacle(engine) }))}
    />
  );
}

interface ChoicesProps {
  readonly form: CreationForm;
  readonly capacity: Capacity | undefined;
}

/** What depends on the engine. */
function EngineChoices({ form, capacity }: ChoicesProps) {
  const { chosen } = form;
  if (chosen === null) return null;
  return (
    <>
      <ChoiceCards
        label="Plan"
        error={form.faults.plan}
        value={chosen.plan}
        onChoose={(plan) => {
          form.change({ plan });
        }}
        choices={chosen.engine.plans.map((plan) => {
          const fit = describeFit(capacity, chosen.engine.name, plan.name);
          const notes = [plan.isolation_tested ? 'Isolation tested first.' : null, fit.note];
          const note = notes.filter((text) => text !== null).join(' ');
          return { ...plan, ...(note === '' ? {} : { note }), obstacle: fit.obstacle };
        })}
      />
      <MarketFields form={form} chosen={chosen} />
    </>
  );
}

function describeObstacle({ available, unavailable_reason: reason }: Engine): string | null {
  if (available) return null;
  return `${reason ?? 'It is missing on this platform.'} Whoever runs the platform can add it.`;
}

/** After a refusal the first field at fault takes the focus, wherever it was. */
function useFocusOnFault(refusals: number) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals === 0) return;
    const wrong = '[aria-invalid="true"], [data-fault] [role="radio"][aria-checked="true"]';
    element.current?.querySelector<HTMLElement>(wrong)?.focus();
  }, [refusals]);
  return element;
}
