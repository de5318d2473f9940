import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowUpRight, IconChevronLeft, IconTrash } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Store } from '@/api/types';
import { PageTitle } from '@/components/PageTitle';
import { PhaseBadge } from '@/components/PhaseBadge';
import { StaleMark } from '@/components/StaleMark';
import { DeleteDialog } from '@/features/deletion/DeleteDialog';
import { isGoing, isOpenable } from '@/lib/phases';
import classes from './StoreHeader.module.css';

/** Name, state and what can be done with a store. */
export function StoreHeader({ store }: { readonly store: Store }) {
  const [deleting, dialog] = useDisclosure(false);
  return (
    <header className={classes.header}>
      <Link to="/stores" className={classes.back}>
        <IconChevronLeft size={15} aria-hidden />
        Stores
      </Link>
      <div className={classes.line}>
        <div className={classes.names}>
          <PageTitle>{store.name}</PageTitle>
          <PhaseBadge phase={store.phase} />
          {store.stale ? <StaleMark observedAt={store.observed_at} /> : null}
        </div>
        {isTold(store) ? null : <p className={classes.reason}>{store.phase_reason}</p>}
        <div className={classes.actions}>
          {isGoing(store.phase) ? null : (
            <Button
              variant="default"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={dialog.open}
            >
              Delete
            </Button>
          )}
          {isOpenable(store.phase) && store.url ? (
            <Button
              component="a"
              href={store.url}
              target="_blank"
              rel="noreferrer"
              rightSection={<IconArrowUpRight size={16} aria-hidden />}
            >
              Open shop
            </Button>
          ) : null}
        </div>
      </div>
      <DeleteDialog store={store} opened={deleting} onClose={dialog.close} />
    </header>
  );
}

/** Whether the page says the reason of the phase elsewhere, in more detail. */
function isTold({ failure, phase, phase_reason: reason, problems }: Store): boolean {
  const causes = [failure?.cause, ...problems.map((problem) => problem.cause)];
  return isGoing(phase) || causes.includes(reason);
}
