import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '@/api/types';
import { buildEngine, buildStore } from '@/testing/fixtures';
import { answerJson, answerRequests, renderInApp, type SentRequest } from '@/testing/render';
import { CreateForm } from './CreateForm';

const engines: Engine[] = [
  buildEngine({
    name: 'woocommerce',
    title: 'WooCommerce',
    available: false,
    unavailable_reason: 'Its image is not built: put it into `cache`, then run `make up`.',
  }),
  buildEngine(),
];

function renderForm(answer: (sent: SentRequest) => Response, offered = engines) {
  const sent = answerRequests(answer);
  const onCreated = vi.fn();
  renderInApp(<CreateForm engines={offered} onCancel={vi.fn()} onCreated={onCreated} />);
  return { sent, onCreated, name: screen.getByLabelText('Name') };
}

function refuse(...errors: { field: string; message: string }[]) {
  return answerJson(422, { title: 'Invalid', status: 422, detail: 'No.', errors });
}

async function choose(label: string, words: string, option: string) {
  const field = screen.getByRole('combobox', { name: label });
  await userEvent.click(field);
  await userEvent.keyboard(words);
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

function readField(label: string) {
  return screen.getByRole<HTMLInputElement>('combobox', { name: label }).value;
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
    expect(sent[0]?.body).toEqual({
      name: 'my-shop',
      engine: 'medusa',
      plan: 'large',
      country: 'US',
      currency: 'USD',
      sample_products: true,
    });
    expect(sent[0]?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('refuses a bad name without asking the server', async () => {
    const { sent, name } = renderForm(() => answerJson(500, {}));
    await userEvent.type(name, 'No');
    await submit();
    expect(name).toHaveProperty('ariaInvalid', 'true');
    expect(screen.getByText('Use lowercase letters only.')).toBeDefined();
    expect(document.activeElement).toBe(name);
    expect(sent).toEqual([]);
  });

  it('sends everything that was chosen by hand', async () => {
    const { sent, name } = renderForm(() => answerJson(202, buildStore()));
    await userEvent.type(name, 'my-shop');
    await userEvent.type(screen.getByLabelText('Display name'), ' My Shop & Sons ');
    await choose('Country', 'ger', 'Germany');
    await choose('Currency', 'dollar', 'USD – US Dollar');
    await userEvent.click(screen.getByRole('switch', { name: /Sample products/ }));
    await submit();
    await waitFor(() => {
      expect(sent[0]?.body).toEqual({
        name: 'my-shop',
        display_name: 'My Shop & Sons',
        engine: 'medusa',
        plan: 'small',
        country: 'DE',
        currency: 'USD',
        sample_products: false,
      });
    });
  });

  it('offers a display name made from the name', async () => {
    const { name } = renderForm(() => answerJson(500, {}));
    await userEvent.type(name, 'my-shop');
    expect(screen.getByPlaceholderText('My Shop')).toBe(screen.getByLabelText('Display name'));
  });

  it('lets the currency follow the country, and says when the engine cannot', async () => {
    renderForm(() => answerJson(500, {}));
    expect(readField('Currency')).toBe('USD – US Dollar');
    await choose('Country', 'de', 'Germany');
    expect(readField('Currency')).toBe('EUR – Euro');
    await choose('Country', 'jap', 'Japan');
    expect(readField('Currency')).toBe('USD – US Dollar');
    expect(screen.getByText('Medusa cannot charge in JPY, the currency of Japan.')).toBeDefined();
  });

  it('says that no country is like what was typed', async () => {
    renderForm(() => answerJson(500, {}));
    await userEvent.click(screen.getByRole('combobox', { name: 'Country' }));
    await userEvent.keyboard('atlantis');
    expect(screen.getByText('No such country')).toBeDefined();
  });

  it('shows why an engine cannot be chosen and what to do, also to screen readers', () => {
    renderForm(() => answerJson(500, {}));
    const card = screen.getByRole('radio', { name: 'WooCommerce' });
    expect(card).toHaveProperty('disabled', true);
    const ids = card.getAttribute('aria-describedby') ?? '';
    const text = ids.split(' ').map((id) => document.getElementById(id)?.textContent);
    expect(text.join(' ')).toContain('put it into cache, then run make up.');
    expect(text.join(' ')).toContain('Whoever runs the platform can add it.');
    expect(screen.getByText('make up').tagName).toBe('CODE');
    expect(screen.getByRole('radio', { name: 'Medusa' })).toHaveProperty('ariaChecked', 'true');
  });

  it('says so when no engine can be used', () => {
    renderForm(() => answerJson(500, {}), engines.slice(0, 1));
    expect(screen.getByText('No engine can be used here until one is added.')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Create store' })).toHaveProperty('disabled', true);
  });

  it('says which plans test the isolation', () => {
    renderForm(() => answerJson(500, {}));
    const tested = screen.getByRole('radio', { name: 'Large' });
    expect(tested.textContent).toContain('Isolation tested first.');
    expect(screen.getByRole('radio', { name: 'Small' }).textContent).not.toContain('tested');
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

  it.each([
    ['display_name', 'Display name'],
    ['country', 'Country'],
    ['currency', 'Currency'],
  ])('takes the focus to the field that the server refused: %s', async (field, label) => {
    const { name } = renderForm(() => refuse({ field: `body.${field}`, message: 'Not this.' }));
    await userEvent.type(name, 'my-shop');
    await submit();
    expect(await screen.findByText('Not this.')).toBeDefined();
    const input = screen.getByLabelText(label, { selector: 'input' });
    expect(input).toHaveProperty('ariaInvalid', 'true');
    await waitFor(() => {
      expect(document.activeElement).toBe(input);
    });
  });

  it.each([
    ['engine', 'Medusa'],
    ['plan', 'Small'],
  ])('takes the focus to the cards that the server refused: %s', async (field, card) => {
    const { name } = renderForm(() => refuse({ field, message: 'Not this.' }));
    await userEvent.type(name, 'my-shop');
    await submit();
    expect(await screen.findByText('Not this.')).toBeDefined();
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('radio', { name: card }));
    });
    await userEvent.click(screen.getByRole('radio', { name: 'Large' }));
    expect(screen.queryByText('Not this.')).toBeNull();
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
