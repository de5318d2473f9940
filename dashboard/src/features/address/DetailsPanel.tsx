import { useEngineTitle } from '@/api/engines';
import type { Store } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { Fact, Facts } from '@/components/Facts';
import { Panel } from '@/components/Panel';
import { TimeAgo } from '@/components/TimeAgo';
import { isGoing } from '@/lib/phases';
import { nameCountry, nameCurrency } from '@/lib/territories';
import classes from './AddressPanel.module.css';

/** What was asked for, and the identifiers that operators need. */
export function DetailsPanel({ store }: { readonly store: Store }) {
  const engine = useEngineTitle(store.engine);
  return (
    <Panel title="Details">
      <Facts>
        <Fact label="Engine and plan">
          {engine}, {store.plan}
        </Fact>
        <Fact label="Display name">{store.display_name}</Fact>
        <Fact label="Sells in">
          {nameCountry(store.country)}, prices in {nameCurrency(store.currency)} ({store.currency})
        </Fact>
        <Fact label="Started with">
          {store.sample_products ? 'Sample products' : 'No products'}
        </Fact>
        <Fact label="Created">
          <TimeAgo at={store.created_at} />
        </Fact>
        {store.proven_at && !isGoing(store.phase) ? (
          <Fact label="Last proven to sell">
            <TimeAgo at={store.proven_at} />
          </Fact>
        ) : null}
        {store.observed_at ? (
          <Fact label="Last looked at">
            <TimeAgo at={store.observed_at} />
          </Fact>
        ) : null}
        <Fact label="Namespace" action={<CopyButton value={store.namespace} what="namespace" />}>
          <span className={classes.code}>{store.namespace}</span>
        </Fact>
        <Fact label="Store ID" action={<CopyButton value={store.id} what="store ID" />}>
          <span className={classes.code}>{store.id}</span>
        </Fact>
      </Facts>
    </Panel>
  );
}
