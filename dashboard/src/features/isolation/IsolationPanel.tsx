import { Button } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useCheckIsolation } from '@/api/stores';
import type { Store } from '@/api/types';
import { Panel } from '@/components/Panel';
import { ProblemAlert } from '@/components/ProblemAlert';
import { isAwaited } from '@/lib/answers';
import { isOpenable } from '@/lib/phases';
import { Checks, Verdict } from './IsolationOutcome';
import classes from './IsolationPanel.module.css';

/** Proves that the shop reaches nothing but itself: a test from inside its own network. */
export function IsolationPanel({ store }: { readonly store: Store }) {
  const test = useCheckIsolation();
  const { isolation } = store;
  const running = test.isPending || isAwaited(isolation, test.data?.isolation ?? null);
  return (
    <Panel
      title="Isolation"
      action={
        isOpenable(store.phase) ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconShieldLock size={16} aria-hidden />}
            loading={running}
            onClick={() => {
              test.mutate(store.id);
            }}
          >
            Test isolation
          </Button>
        ) : null
      }
    >
      {test.isError ? (
        <div className={classes.problem}>
          <ProblemAlert error={test.error} />
        </div>
      ) : null}
      <div aria-live="polite">
        {running ? (
          <p className={classes.note}>
            A pod in the shop’s network tries to reach what a shop must not reach…
          </p>
        ) : null}
        {isolation === null && !running ? (
          <p className={classes.note}>
            Not tested yet. The test runs a pod in the shop’s own network: it tries to reach other
            stores, the cluster and the machines below it, and looks at the rights that it has.
          </p>
        ) : null}
        {isolation === null ? null : <Verdict isolation={isolation} />}
      </div>
      {isolation === null ? null : <Checks isolation={isolation} />}
    </Panel>
  );
}
