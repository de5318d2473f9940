import { Modal, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { capacityQuery } from '@/api/capacity';
import { enginesQuery } from '@/api/engines';
import type { Store } from '@/api/types';
import { ProblemAlert } from '@/components/ProblemAlert';
import { CreateForm } from './CreateForm';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: (store: Store) => void;
}

/** Asks for a new store. */
export function CreateDialog({ opened, onClose, onCreated }: Props) {
  const phone = useMediaQuery('(max-width: 36em)');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="New store"
      size={660}
      centered
      fullScreen={phone}
    >
      <CreateDialogBody onClose={onClose} onCreated={onCreated} />
    </Modal>
  );
}

function CreateDialogBody({ onClose, onCreated }: Omit<Props, 'opened'>) {
  const engines = useQuery(enginesQuery);
  // Without it the form works all the same: the server says what does not fit.
  const capacity = useQuery(capacityQuery);
  if (engines.data !== undefined) {
    return (
      <CreateForm
        engines={engines.data}
        capacity={capacity.data}
        onCancel={onClose}
        onCreated={onCreated}
      />
    );
  }
  if (engines.error !== null) {
    return <ProblemAlert error={engines.error} onRetry={() => void engines.refetch()} />;
  }
  return <Skeleton height={320} radius="md" />;
}
