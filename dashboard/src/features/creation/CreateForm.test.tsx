import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '@/api/types';
import { buildStore } from '@/testing/fixtures';
import { answerJson, answerRequests, renderInApp, type SentRequest } from '@/testing/render';
import { CreateForm } from './CreateForm';

const small = { name: 'small', title: 'Small', description: 'For a start.' };
const engines: Engine[] = [
  {
    name: 'woocommerce',
    title: 'WooCommerce',
    description: 'WordPress shop.',
    available: false,
    unavailable_reason: 'Its image is not built on this platform.',
    plans: [small],
  },
  {
    name: 'medusa',
    title: 'Medusa',
    description: 'Headless shop.',
    available: true,
    unavailable_reason: null,
    plans: [small, { name: 'large', title: 'Large', description: 'For a crowd.' }],
  },
];

function renderForm(answer: (sent: SentRequest) => Response) {
  const sent = answerRequests(answer);
  const onCreated = vi.fn();
  renderInApp(<CreateForm engines={engines} onCancel={vi.fn()} onCreated={onCreated} />);
  return { sent, onCreated, name: screen.getByLabelText('Name') };
}

async function submit() {
  await userEvent.click(screen.getByRole('button', { name: 'Create store' }));
}

describe('CreateForm', () => {
  it('sends what was chosen and hands over the store', async () => {
    const store = buildStore({ name: 'my-shop' });
    const { sent, onCreated, name } = renderForm(() => answerJson(202, store));
    await userEvent.type(name, 'my-shop');
    await userEvent.click(screen.getByRole('radio', { name: 'Large' }));
    await submit();
    await waitFor(() => {
      expect(onCreated.mock.calls[0]?.[0]).toEqual(store);
    });
    expect(sent[0]?.body).toEqual({ name: 'my-shop', engine: 'medusa', plan: 'large' });
    expect(sent[0]?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('refuses a bad name without asking the server', async () => {
    const { sent, name } = renderForm(() => answerJson(500, {}));
    await userEvent.type(name, 'No');
    await submit();
    expect(name).toHaveProperty('ariaInvalid', 'true');
    expect(screen.getByText('Use lowercase letters only.')).toBeDefined();
    expect(sent).toEqual([]);
  });

  it('shows why an engine cannot be chosen', () => {
    renderForm(() => answerJson(500, {}));
    expect(screen.getByText('Its image is not built on this platform.')).toBeDefined();
    expect(screen.getByRole('radio', { name: 'WooCommerce' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('radio', { name: 'Medusa' })).toHaveProperty('ariaChecked', 'true');
  });

  it('places the server’s errors at the fields until they are changed', async () => {
    const { name } = renderForm(() =>
      answerJson(409, {
        type: 'urn:store-orchestrator:problem:name-in-use',
        title: 'Name in use',
        status: 409,
        detail: 'You have a live store named my-shop.',
      }),
    );
    await userEvent.type(name, 'my-shop');
    await submit();
    expect(await screen.findByText('You have a live store named my-shop.')).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
    await userEvent.type(name, '2');
    expect(screen.queryByText('You have a live store named my-shop.')).toBeNull();
  });

  it('repeats the key after a lost answer, and draws a new one for another request', async () => {
    const { sent, name } = renderForm(() => answerJson(503, {}));
    await userEvent.type(name, 'my-shop');
    await submit();
    await screen.findByRole('alert');
    await submit();
    await waitFor(() => {
      expect(sent).toHaveLength(2);
    });
    await userEvent.type(name, '2');
    await submit();
    await waitFor(() => {
      expect(sent).toHaveLength(3);
    });
    const keys = sent.map((request) => request.headers.get('Idempotency-Key'));
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
  });
});
