import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openLaterTab } from '@/lib/laterTab';
import { buildEngine, buildStore } from '@/testing/fixtures';
import { answerJson, answerRequests, renderInApp, type SentRequest } from '@/testing/render';
import { AdminPanel } from './AdminPanel';

vi.mock('@/lib/laterTab', () => ({ openLaterTab: vi.fn() }));

const URL = 'http://summer-shop.test/sign-in#token';
const BUTTON = { name: 'Sign in to the shop’s admin' };
const store = buildStore();

function answer(login: () => Response, engine = buildEngine()) {
  return answerRequests(({ path }: SentRequest) =>
    path === '/api/v1/engines' ? answerJson(200, { items: [engine] }) : login(),
  );
}

function allowTab() {
  const tab = { show: vi.fn(), close: vi.fn() };
  vi.mocked(openLaterTab).mockReturnValue(tab);
  return tab;
}

function makeLink() {
  return answerJson(200, { url: URL, expires_at: '2026-11-24T12:02:00Z' });
}

describe('AdminPanel', () => {
  afterEach(() => {
    vi.mocked(openLaterTab).mockReset();
  });

  it('opens the tab with the click and sends it to the link', async () => {
    const tab = allowTab();
    const sent = answer(makeLink);
    renderInApp(<AdminPanel store={store} />);
    await userEvent.click(await screen.findByRole('button', BUTTON));
    await waitFor(() => {
      expect(tab.show.mock.calls).toEqual([[URL]]);
    });
    expect(sent.at(-1)).toMatchObject({
      method: 'POST',
      path: `/api/v1/stores/${store.id}/login`,
    });
    expect(document.body.innerHTML).not.toContain(URL);
  });

  it('closes the tab again and says why when there is no link', async () => {
    const tab = allowTab();
    answer(() => answerJson(409, { title: 'Conflict', detail: 'It is not Ready yet.' }));
    renderInApp(<AdminPanel store={store} />);
    await userEvent.click(await screen.findByRole('button', BUTTON));
    expect((await screen.findByRole('alert')).textContent).toContain('It is not Ready yet.');
    expect(tab.close).toHaveBeenCalledOnce();
    expect(tab.show).not.toHaveBeenCalled();
  });

  it('offers the link itself where no tab can be opened, until it is used', async () => {
    vi.mocked(openLaterTab).mockReturnValue(null);
    answer(makeLink);
    renderInApp(<AdminPanel store={store} />);
    await userEvent.click(await screen.findByRole('button', BUTTON));
    const link = await screen.findByRole('link', { name: 'Open the shop’s admin' });
    expect([link.getAttribute('href'), link.getAttribute('rel')]).toEqual([
      URL,
      'noopener noreferrer',
    ]);
    link.addEventListener('click', (event) => {
      event.preventDefault(); // jsdom cannot navigate.
    });
    await userEvent.click(link);
    expect(await screen.findByRole('button', BUTTON)).toBeDefined();
    expect(document.body.innerHTML).not.toContain(URL);
  });

  it.each([
    ['the engine has none', store, buildEngine({ sign_in_link: false })],
    ['the shop is not there yet', buildStore({ phase: 'Provisioning' }), buildEngine()],
  ])('offers no link when %s, but the credentials', async (_, shown, engine) => {
    const sent = answer(makeLink, engine);
    renderInApp(<AdminPanel store={shown} />);
    await waitFor(() => {
      expect(sent).toHaveLength(1);
    });
    await screen.findByRole('button', { name: 'Reveal credentials' });
    expect(screen.queryByRole('button', BUTTON)).toBeNull();
  });
});
