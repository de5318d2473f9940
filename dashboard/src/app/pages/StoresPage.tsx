import { Button, Switch } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconBuildingStore, IconPlus } from '@tabler/icons-react';
import { lazy, startTransition, Suspense, useOptimistic } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { storesQuery } from '@/api/stores';
import { EmptyState } from '@/components/EmptyState';
import { PageTitle } from '@/components/PageTitle';
import { ProblemAlert } from '@/components/ProblemAlert';
import { StoreList } from '@/features/stores/StoreList';
import { StoreListSkeleton } from '@/features/stores/StoreListSkeleton';
import classes from './StoresPage.module.css';

const CreateDialog = lazy(() => import('./CreateDialogChunk'));

export function StoresPage() {
  const [params, setParams] = useSearchParams();
  const [creating, dialog] = useDisclosure(false);
  const navigate = useNavigate();
  const includeDeleted = params.get('deleted') === '1';
  // The router changes the address in a transition; the switch must not wait for it.
  const [switched, setSwitched] = useOptimistic(includeDeleted);

  function showDeleted(next: boolean) {
    startTransition(() => {
      setSwitched(next);
      setParams(next ? { deleted: '1' } : {}, { replace: true });
    });
  }

  return (
    <>
      <header className={classes.header}>
        <PageTitle>Stores</PageTitle>
        <Switch
          className={classes.filter ?? ''}
          label="Show deleted"
          checked={switched}
          onChange={(event) => {
            showDeleted(event.currentTarget.checked);
          }}
        />
        <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={dialog.open}>
          New store
        </Button>
      </header>
      <Stores includeDeleted={includeDeleted} onCreate={dialog.open} />
      <Suspense>
        <CreateDialog
          opened={creating}
          onClose={dialog.close}
          onCreated={(store) => void navigate(`/stores/${store.id}`)}
        />
      </Suspense>
    </>
  );
}

interface StoresProps {
  readonly includeDeleted: boolean;
  readonly onCreate: () => void;
}

function Stores({ includeDeleted, onCreate }: StoresProps) {
  const stores = useInfiniteQuery(storesQuery(includeDeleted));
  if (stores.data === undefined) {
    if (stores.error === null) return <StoreListSkeleton />;
    return <ProblemAlert error={stores.error} onRetry={() => void stores.refetch()} />;
  }
  if (stores.data.length === 0) {
    return (
      <EmptyState
        icon={IconBuildingStore}
        title="No stores yet"
        text="A store is a complete shop with its own database and address. It is ready once a test order went through."
      >
        <Button onClick={onCreate}>Create a store</Button>
      </EmptyState>
    );
  }
  return (
    <>
      <StoreList stores={stores.data} />
      {stores.hasNextPage ? (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={stores.isFetchingNextPage}
            onClick={() => void stores.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      ) : null}
    </>
  );
}
