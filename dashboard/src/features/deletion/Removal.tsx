import { Loader } from '@mantine/core';
import type { Store } from '@/api/types';
import { formatFull } from '@/lib/ages';
import { countGone } from '@/lib/removals';
import { RemovalList } from './RemovalList';
import classes from './Removal.module.css';

/** How far the deletion is; in the end the receipt that nothing is left. */
export function Removal({ store }: { readonly store: Store }) {
  const items = store.receipt?.items ?? [];
  return (
    <div data-receipt={store.phase === 'Deleted' || undefined}>
      <p className={classes.summary} aria-live="polite">
        {store.phase === 'Deleting' ? <Loader size={15} className={classes.busy ?? ''} /> : null}
        {store.phase === 'Deleted' ? describeReceipt(store) : describeProgress(store)}
      </p>
      <RemovalList items={items} />
    </div>
  );
}

function describeReceipt(store: Store): string {
  const count = store.receipt?.items.length ?? 0;
  const at = store.receipt?.issued_at ?? store.deleted_at;
  const when = at ? ` Receipt issued ${formatFull(at)}.` : '';
  if (count === 0) return `There was nothing to remove.${when}`;
  return `Everything is gone: ${count} of ${count} seen removed.${when}`;
}

function describeProgress(store: Store): string {
  const items = store.receipt?.items ?? [];
  if (items.length === 0) return store.phase_reason;
  return `${countGone(items)} of ${items.length} gone. The rest is being removed.`;
}
