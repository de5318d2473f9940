import type { Store } from '@/api/types';
import { Panel } from '@/components/Panel';
import { Removal } from './Removal';

/** The deletion's progress or receipt on a store's page. */
export function RemovalPanel({ store }: { readonly store: Store }) {
  return (
    <Panel title={store.phase === 'Deleted' ? 'Deletion receipt' : 'Deletion'}>
      <Removal store={store} />
    </Panel>
  );
}
