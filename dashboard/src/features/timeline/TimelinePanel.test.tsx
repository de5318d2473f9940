import { act, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '@/api/types';
import { buildStore, buildTimeline } from '@/testing/fixtures';
import { renderInApp } from '@/testing/render';
import { TimelinePanel } from './TimelinePanel';

const done = buildTimeline({ CredentialsDrawn: 0.04, ReleaseDeployed: 1.2, Ready: 4.85 });

function readRows() {
  return screen.getAllByRole('listitem').map((row) => row.textContent);
}

describe('TimelinePanel', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows what each stage took and when it ended', () => {
    renderInApp(<TimelinePanel store={buildStore({ timeline: done })} />);
    expect(readRows()).toEqual([
      'Credentials drawntook +0.04 s, done after 0.04 s',
      'Shop installedtook +1.16 s, done after 1.20 s',
      'Readytook +3.65 s, done after 4.85 s',
    ]);
    expect(screen.getByText('Ready after 4.85 s')).toBeDefined();
  });

  it('draws each stage where it lies in the whole', () => {
    const timeline = buildTimeline({ ReleaseDeployed: 1, Orderable: 4, Ready: 4 });
    renderInApp(<TimelinePanel store={buildStore({ timeline })} />);
    const bars = screen.getAllByRole('listitem').map((row) => {
      const { left, width } = row.querySelector<HTMLElement>('[style]')?.style ?? {};
      return [left, width];
    });
    expect(bars).toEqual([
      ['0%', '25%'],
      ['25%', '75%'],
      ['99%', '0%'],
    ]);
  });

  it('counts on while the store is being set up', () => {
    vi.useFakeTimers();
    const store: Store = buildStore({ phase: 'Provisioning', timeline: done.slice(0, 2) });
    vi.setSystemTime(Date.parse(store.created_at) + 3_000);
    renderInApp(<TimelinePanel store={store} />);
    const list = within(screen.getByRole('region', { name: 'Creation' }));
    expect(list.getByText('3 s so far')).toBeDefined();
    act(() => {
      vi.advanceTimersByTime(2_000);
    });
    expect(list.getByText('5 s so far')).toBeDefined();
    expect(readRows().at(-1)).toBe('Namespace madetook 4 sso far');
  });

  it('says where a failed creation stopped', () => {
    const store = buildStore({ phase: 'Failed', timeline: done.slice(0, 3) });
    renderInApp(<TimelinePanel store={store} />);
    expect(screen.getByText('Stopped before it was ready')).toBeDefined();
  });

  it('is absent when nothing is known', () => {
    renderInApp(<TimelinePanel store={buildStore({ timeline: buildTimeline({}) })} />);
    expect(screen.queryByRole('region')).toBeNull();
  });
});
