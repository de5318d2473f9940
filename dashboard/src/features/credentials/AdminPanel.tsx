import { useEngine } from '@/api/engines';
import type { Store } from '@/api/types';
import { Panel } from '@/components/Panel';
import { isOpenable } from '@/lib/phases';
import { Credentials } from './Credentials';
import { SignInLink } from './SignInLink';

/** How the merchant gets into the shop's admin: by a link, or with its credentials. */
export function AdminPanel({ store }: { readonly store: Store }) {
  const linked = useEngine(store.engine)?.sign_in_link ?? false;
  return (
    <Panel title="Admin access">
      {linked && isOpenable(store.phase) ? <SignInLink storeId={store.id} /> : null}
      <Credentials storeId={store.id} />
    </Panel>
  );
}
