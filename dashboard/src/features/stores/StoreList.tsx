import type { Store } from '@/api/types';
import { StoreRow } from './StoreRow';
import classes from './StoreList.module.css';

/** Stores as rows on a wide screen and as cards on a phone. */
export function StoreList({ stores }: { readonly stores: readonly Store[] }) {
  return (
    <ul className={classes.list} aria-label="Stores">
      {stores.map((store) => (
        <StoreRow key={store.id} store={store} />
      ))}
    </ul>
  );
}
