import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useRetryStore } from '@/api/stores';
import type { Store } from '@/api/types';
import { Evidence } from '@/components/Evidence';
import { ProblemAlert } from '@/components/ProblemAlert';
import { Prose } from '@/components/Prose';
import { isGoing } from '@/lib/phases';
import classes from './FailureNotice.module.css';

/** Why a store is not what was asked, and what to do; a retry when the orchestrator gave up. */
export function FailureNotice({ store }: { readonly store: Store }) {
  const retry = useRetryStore();
  const failure = store.failure ?? null;
  const gaveUp = store.phase === 'Failed';
  if (failure === null || store.phase === 'Deleted' || isHistory(store)) return null;
  return (
    <section className={classes.notice} data-final={gaveUp || undefined} aria-label="Problem">
      <h2 className={classes.cause}>
        <Prose>{failure.cause}</Prose>
      </h2>
      <p className={classes.suggestion}>
        <Prose>{failure.suggestion}</Prose>
      </p>
      <Evidence text={failure.evidence} />
      {gaveUp || isGoing(store.phase) ? null : (
        <p className={classes.again}>It is being tried again by itself.</p>
      )}
      {retry.isError ? <ProblemAlert error={retry.error} /> : null}
      {gaveUp ? (
        <Button
          mt="md"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={retry.isPending}
          onClick={() => {
            retry.mutate(store.id);
          }}
        >
          Retry
        </Button>
      ) : null}
    </section>
  );
}

/** Whether the failure is one of before the latest retry or deletion. */
function isHistory({ generation, observed_generation: observed }: Store): boolean {
  return observed < generation;
}
