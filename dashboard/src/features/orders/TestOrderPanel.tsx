import { Button } from '@mantine/core';
import { IconShoppingCart } from '@tabler/icons-react';
import { useVerifyStore } from '@/api/stores';
import type { Store } from '@/api/types';
import { Panel } from '@/components/Panel';
import { ProblemAlert } from '@/components/ProblemAlert';
import { isAwaited } from '@/lib/answers';
import { OrderOutcome } from './OrderOutcome';
import classes from './TestOrderPanel.module.css';

/** Proves that a shopper can buy: a real order through the public address, cancelled again. */
export function TestOrderPanel({ store }: { readonly store: Store }) {
  const verify = useVerifyStore();
  const verification = store.verification ?? null;
  const waiting = verify.isPending || isAwaited(verification, verify.data?.verification ?? null);
  return (
    <Panel title="Test order">
      {verify.isError ? <ProblemAlert error={verify.error} /> : null}
      <div aria-live="polite">
        {waiting ? (
          <p className={classes.note}>Buying something through the shop’s public address…</p>
        ) : (
          <OrderOutcome verification={verification} />
        )}
      </div>
      <Button
        variant="default"
        leftSection={<IconShoppingCart size={17} aria-hidden />}
        loading={waiting}
        onClick={() => {
          verify.mutate(store.id);
        }}
      >
        Place a test order
      </Button>
    </Panel>
  );
}
