import { TextInput } from '@mantine/core';
import { deriveDisplayName } from '@/lib/names';
import classes from './CreateForm.module.css';
import type { CreationForm } from './useCreationForm';

/** What the store is called in addresses, and by shoppers. */
export function NameFields({ form }: { readonly form: CreationForm }) {
  return (
    <div className={classes.pair}>
      <TextInput
        data-autofocus
        label="Name"
        description="Part of the address: a–z, digits and hyphens."
        placeholder="summer-shop"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={form.typed.name}
        error={form.faults.name}
        onBlur={() => {
          form.checkOnLeave('name');
        }}
        onChange={(event) => {
          form.change({ name: event.currentTarget.value });
        }}
      />
      <TextInput
        label="Display name"
        description="What shoppers read. Made from the name if empty."
        placeholder={deriveDisplayName(form.typed.name) || 'Summer Shop'}
        autoComplete="off"
        value={form.typed.display_name}
        error={form.faults.display_name}
        onBlur={() => {
          form.checkOnLeave('display_name');
        }}
        onChange={(event) => {
          form.change({ display_name: event.currentTarget.value });
        }}
      />
    </div>
  );
}
