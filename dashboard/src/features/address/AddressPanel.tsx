import type { Store } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { ExternalLink } from '@/components/ExternalLink';
import { Fact, Facts } from '@/components/Facts';
import { Panel } from '@/components/Panel';
import { isOpenable } from '@/lib/phases';
import classes from './AddressPanel.module.css';

interface AddressProps {
  readonly label: string;
  readonly url: string | null;
  readonly open: boolean;
}

/** Where shoppers and the merchant go. Addresses are links only while something answers there. */
export function AddressPanel({ store }: { readonly store: Store }) {
  const open = isOpenable(store.phase);
  return (
    <Panel title="Address">
      <Facts>
        <Address label="Shop" url={store.url} open={open} />
        <Address label="Administration" url={store.admin_url} open={open} />
      </Facts>
    </Panel>
  );
}

function Address({ label, url, open }: AddressProps) {
  if (url === null) return null;
  return (
    <Fact label={label} action={<CopyButton value={url} what={`${label} URL`} />}>
      {open ? (
        <ExternalLink href={url} />
      ) : (
        <span className={classes.dormant}>{url.replace(/^https?:\/\//, '')}</span>
      )}
    </Fact>
  );
}
