import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArchive } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { storeQuery } from '@/api/stores';
import type { Store } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemAlert } from '@/components/ProblemAlert';
import { AddressPanel } from '@/features/address/AddressPanel';
import { DetailsPanel } from '@/features/address/DetailsPanel';
import { AdminPanel } from '@/features/credentials/AdminPanel';
import { RemovalPanel } from '@/features/deletion/RemovalPanel';
import { EventsPanel } from '@/features/events/EventsPanel';
import { FailureNotice } from '@/features/failures/FailureNotice';
import { IsolationPanel } from '@/features/isolation/IsolationPanel';
import { Notices } from '@/features/notices/Notices';
import { TestOrderPanel } from '@/features/orders/TestOrderPanel';
import { SetupPanel } from '@/features/setup/SetupPanel';
import { TimelinePanel } from '@/features/timeline/TimelinePanel';
import { Troubles } from '@/features/troubles/Troubles';
import { isGoing, isOpenable } from '@/lib/phases';
import { asProblem } from '@/lib/problem';
import { StoreHeader } from './StoreHeader';
import classes from './StorePage.module.css';
import { StorePageSkeleton } from './StorePageSkeleton';

/** Loaded on demand by the router, which looks for this name. */
export function Component() {
  const { id = '' } = useParams();
  const store = useQuery(storeQuery(id));
  if (store.data !== undefined) return <StoreView key={id} store={store.data} />;
  if (store.error === null) return <StorePageSkeleton />;
  if (asProblem(store.error).status === 404) return <NoSuchStore />;
  return <ProblemAlert error={store.error} onRetry={() => void store.refetch()} />;
}

function StoreView({ store }: { readonly store: Store }) {
  return (
    <>
      <StoreHeader store={store} />
      <div className={classes.columns}>
        <div className={classes.top}>
          <FailureNotice store={store} />
          <Troubles store={store} />
          {isGoing(store.phase) ? <RemovalPanel store={store} /> : <SetupPanel store={store} />}
          {isGoing(store.phase) ? null : <Notices notices={store.notices} />}
        </div>
        <div className={classes.side}>
          {isGoing(store.phase) ? null : <WorkingPanels store={store} />}
          <DetailsPanel store={store} />
        </div>
        <div className={classes.history}>
          {isGoing(store.phase) ? null : <ProofPanels store={store} />}
          <EventsPanel storeId={store.id} />
        </div>
      </div>
    </>
  );
}

function WorkingPanels({ store }: { readonly store: Store }) {
  return (
    <>
      <AddressPanel store={store} />
      {isOpenable(store.phase) ? <TestOrderPanel store={store} /> : null}
      <AdminPanel store={store} />
    </>
  );
}

function ProofPanels({ store }: { readonly store: Store }) {
  return (
    <>
      <TimelinePanel store={store} />
      {isOpenable(store.phase) || store.isolation !== null ? (
        <IsolationPanel store={store} />
      ) : null}
    </>
  );
}

function NoSuchStore() {
  return (
    <EmptyState
      icon={IconArchive}
      title="No such store"
      text="There is no store at this address, or it belongs to another tenant."
    >
      <Button component={Link} to="/stores">
        All stores
      </Button>
    </EmptyState>
  );
}
