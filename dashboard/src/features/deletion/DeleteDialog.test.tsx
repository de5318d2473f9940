import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Store } from '@/api/types';
import { buildStore } from '@/testing/fixtures';
import { answerJson, answerRequests, renderInApp } from '@/testing/render';
import { DeleteDialog } from './DeleteDialog';

function renderDialog(store: Store) {
  renderInApp(<DeleteDialog store={store} opened onClose={vi.fn()} />);
}

describe('DeleteDialog', () => {
  it('deletes only once the name is typed', async () => {
    const store = buildStore();
    const sent = answerRequests(() => answerJson(202, { ...store, phase: 'Deleting' }));
    renderDialog(store);
    const confirm = screen.getByRole('button', { name: 'Delete store' });
    await userEvent.type(screen.getByLabelText(/to confirm/), 'summer-sho');
    expect(confirm).toHaveProperty('disabled', true);
    await userEvent.type(screen.getByLabelText(/to confirm/), 'p');
    await userEvent.click(confirm);
    await waitFor(() => {
      expect(sent.map(({ method, path }) => [method, path])).toEqual([
        ['DELETE', `/api/v1/stores/${store.id}`],
      ]);
    });
  });

  it('says what is waited for while it is being deleted', () => {
    renderDialog(
      buildStore({ phase: 'Deleting', phase_reason: 'Waiting until gone: Namespace x.' }),
    );
    expect(screen.getByText('Waiting until gone: Namespace x.')).toBeDefined();
  });

  it('shows the receipt in the end', () => {
    const gone_at = '2026-11-24T12:00:00Z';
    renderDialog(
      buildStore({
        phase: 'Deleted',
        deleted_at: gone_at,
        receipt: {
          issued_at: gone_at,
          items: [
            { kind: 'Namespace', name: 'store-q7w3kf2a', uid: '1', proof: '', gone_at },
            { kind: 'PersistentVolume', name: 'pvc-1', uid: '2', proof: '', gone_at },
          ],
        },
      }),
    );
    expect(screen.getByText(/2 of 2 seen removed/)).toBeDefined();
    expect(screen.getAllByText(/^gone /)).toHaveLength(2);
  });
});
