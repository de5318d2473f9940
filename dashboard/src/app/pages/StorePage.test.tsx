import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '@/api/types';
import { buildEngine, buildIsolation, buildStore, buildTimeline } from '@/testing/fixtures';
import { answerJson, answerRequests, renderInApp } from '@/testing/render';
import { Component as StorePage } from './StorePage';

/** Says nothing: what these tests show comes by plain requests. */
class SilentEventSource extends EventTarget {
  close() {}
}

async function readPanels(changes: Partial<Store>) {
  const store = buildStore({ timeline: buildTimeline({ Ready: 5 }), ...changes });
  answerRequests(({ path }) => {
    if (path.endsWith('/engines')) return answerJson(200, { items: [buildEngine()] });
    return answerJson(200, path.endsWith('/events') ? { items: [] } : store);
  });
  renderInApp(
    <Routes>
      <Route path="/stores/:id" element={<StorePage />} />
    </Routes>,
    `/stores/${store.id}`,
  );
  await screen.findByRole('heading', { level: 1, name: store.name });
  return screen
    .getAllByRole('region')
    .map((panel) => panel.querySelector('h2')?.textContent ?? panel.ariaLabel);
}

describe('StorePage', () => {
  beforeEach(() => {
    vi.stubGlobal('EventSource', SilentEventSource);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('has everything for a shop that is in use', async () => {
    const notices = [{ reason: 'MailDropped', message: 'It goes nowhere.' }];
    expect(await readPanels({ notices })).toEqual([
      'Health',
      'Mail dropped',
      'Address',
      'Test order',
      'Admin access',
      'Details',
      'Creation',
      'Isolation',
      'Events',
    ]);
  });

  it('speaks of the isolation only where it was or can be tested', async () => {
    expect(await readPanels({ phase: 'Provisioning' })).not.toContain('Isolation');
  });

  it('keeps the outcome of the isolation test in sight when the shop has failed', async () => {
    const isolation = buildIsolation();
    expect(await readPanels({ phase: 'Failed', isolation })).toContain('Isolation');
  });

  it.each(['Deleting', 'Deleted'] as const)(
    'shows only what is left of a store: %s',
    async (phase) => {
      const panels = await readPanels({ phase });
      expect(panels).toEqual([
        phase === 'Deleted' ? 'Deletion receipt' : 'Deletion',
        'Details',
        'Events',
      ]);
    },
  );

  it('says what was chosen', async () => {
    await readPanels({ display_name: 'Tea & Sons', sample_products: false });
    expect(screen.getByText('Tea & Sons')).toBeDefined();
    expect(screen.getByText('Germany, prices in Euro (EUR)')).toBeDefined();
    expect(screen.getByText('No products')).toBeDefined();
  });
});
