import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { buildIsolation, buildStore } from '@/testing/fixtures';
import { answerJson, answerRequests, renderInApp } from '@/testing/render';
import { IsolationPanel } from './IsolationPanel';

const RUNNING = /^A pod in the shop’s network tries/;

function readChecks() {
  return screen.getAllByRole('listitem').map((item) => {
    const mark = item.querySelector('[role="img"]')?.getAttribute('aria-label') ?? '';
    return `${mark}: ${item.textContent}`;
  });
}

describe('IsolationPanel', () => {
  it('shows the verdict and each check', () => {
    renderInApp(<IsolationPanel store={buildStore({ isolation: buildIsolation() })} />);
    expect(screen.getAllByRole('img', { name: 'Passed' })).toHaveLength(3);
    expect(screen.getByText(/All 2 targets are out of reach/)).toBeDefined();
    expect(readChecks()).toEqual([
      'Passed: Kubernetes API10.96.0.1:443Timed out.',
      'Passed: Other store10.244.0.9:8080Timed out.',
    ]);
  });

  it('puts what failed first', () => {
    const [first, second] = buildIsolation().checks;
    if (first === undefined || second === undefined) throw new Error('the fixture has two checks');
    const checks = [first, { ...second, ok: false, message: 'It answered.' }];
    const isolation = buildIsolation({ ok: false, message: '1 of 2 was reached.', checks });
    renderInApp(<IsolationPanel store={buildStore({ isolation })} />);
    expect(screen.getAllByRole('img', { name: 'Failed' })).toHaveLength(2);
    expect(readChecks()[0]).toBe('Failed: Other store10.244.0.9:8080It answered.');
  });

  it('says why a test could not be made', () => {
    const isolation = buildIsolation({ ok: false, message: 'The pod did not start.', checks: [] });
    renderInApp(<IsolationPanel store={buildStore({ isolation })} />);
    expect(screen.getByText(/The pod did not start/)).toBeDefined();
    expect(screen.queryByRole('listitem')).toBeNull();
  });

  it('asks for a test and says so until its answer is there', async () => {
    const store = buildStore();
    const sent = answerRequests(() => answerJson(202, { isolation: 3 }));
    const { rerender } = renderInApp(<IsolationPanel store={store} />);
    expect(screen.getByText(/^Not tested yet/)).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Test isolation' }));
    await waitFor(() => {
      expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
        `POST /api/v1/stores/${store.id}/isolation`,
      ]);
    });
    expect(await screen.findByText(RUNNING)).toBeDefined();
    const answered = buildIsolation({ number: 3, requested: 3 });
    rerender(<IsolationPanel store={{ ...store, isolation: answered }} />);
    expect(screen.queryByText(RUNNING)).toBeNull();
    expect(screen.getByText(/All 2 targets/)).toBeDefined();
  });

  it('keeps the older answer in sight while somebody else’s test runs', () => {
    const isolation = buildIsolation({ number: 1, requested: 2 });
    renderInApp(<IsolationPanel store={buildStore({ isolation })} />);
    expect(screen.getByText(RUNNING)).toBeDefined();
    expect(readChecks()).toHaveLength(2);
  });

  it('shows why the server refuses', async () => {
    answerRequests(() => answerJson(409, { title: 'Not ready', detail: 'Wait until it is.' }));
    renderInApp(<IsolationPanel store={buildStore()} />);
    await userEvent.click(screen.getByRole('button', { name: 'Test isolation' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Wait until it is.');
  });

  it('offers no test of a shop that is not in use', () => {
    renderInApp(<IsolationPanel store={buildStore({ phase: 'Provisioning' })} />);
    expect(screen.queryByRole('button')).toBeNull();
  });
});
