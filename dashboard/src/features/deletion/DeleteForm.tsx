import { Button, Group, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useDeleteStore } from '@/api/stores';
import type { Store } from '@/api/types';
import { ProblemAlert } from '@/components/ProblemAlert';
import classes from './Removal.module.css';

interface Props {
  readonly store: Store;
  readonly onCancel: () => void;
}

/** Confirms a deletion by the store's name. */
export function DeleteForm({ store, onCancel }: Props) {
  const [typed, setTyped] = useState('');
  const deletion = useDeleteStore();
  const matches = typed.trim() === store.name;

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (matches) deletion.mutate(store.id);
  }

  return (
    <form onSubmit={submit} noValidate>
      <p className={classes.summary}>
        The shop, its orders, products, customers and files go for good. There is no way back.
      </p>
      {deletion.isError ? <ProblemAlert error={deletion.error} /> : null}
      <TextInput
        data-autofocus
        label={`Type ${store.name} to confirm`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" color="red" disabled={!matches} loading={deletion.isPending}>
          Delete store
        </Button>
      </Group>
    </form>
  );
}
