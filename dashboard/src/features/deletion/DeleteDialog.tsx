import { Button, Group, Modal } from '@mantine/core';
import type { Store } from '@/api/types';
import { isGoing } from '@/lib/phases';
import { DeleteForm } from './DeleteForm';
import { Removal } from './Removal';

interface Props {
  readonly store: Store;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks for the name, then stays and shows what is still there until the receipt. */
export function DeleteDialog({ store, opened, onClose }: Props) {
  const asked = isGoing(store.phase);
  return (
    <Modal opened={opened} onClose={onClose} title={describeTitle(store)} centered size="md">
      {asked ? (
        <>
          <Removal store={store} />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={onClose}>
              {store.phase === 'Deleted' ? 'Done' : 'Close, deletion goes on'}
            </Button>
          </Group>
        </>
      ) : (
        <DeleteForm store={store} onCancel={onClose} />
      )}
    </Modal>
  );
}

function describeTitle({ name, phase }: Store): string {
  if (phase === 'Deleted') return `${name} is deleted`;
  return phase === 'Deleting' ? `Deleting ${name}` : `Delete ${name}?`;
}
