import { describe, expect, it } from 'vitest';
import { buildStore } from '@/testing/fixtures';
import { isOlder, mergeStore } from './storeLists';

const first = buildStore({ id: 'a', name: 'first' });
const second = buildStore({ id: 'b', name: 'second' });
const pages = [
  { items: [first], next_cursor: 'more' },
  { items: [second], next_cursor: null },
];

describe('mergeStore', () => {
  it('replaces a store where it stands and keeps the cursors', () => {
    const changed = buildStore({ id: 'b', phase: 'Degraded' });
    expect(mergeStore(pages, changed, false)).toEqual([
      pages[0],
      { items: [changed], next_cursor: null },
    ]);
  });

  it('puts a new store in front', () => {
    const created = buildStore({ id: 'c' });
    expect(mergeStore(pages, created, false)[0]?.items).toEqual([created, first]);
  });

  it('takes a deleted store out of the list of live stores', () => {
    const gone = buildStore({ id: 'a', phase: 'Deleted', generation: 2 });
    expect(mergeStore(pages, gone, false)[0]?.items).toEqual([]);
    expect(mergeStore(pages, gone, true)[0]?.items).toEqual([gone]);
  });

  it('does not add a deleted store to the list of live stores', () => {
    const gone = buildStore({ id: 'c', phase: 'Deleted' });
    expect(mergeStore(pages, gone, false)).toEqual(pages);
  });

  it('does not go back in time', () => {
    const late = buildStore({ id: 'a', phase: 'Pending', observed_at: '2026-11-24T11:00:00Z' });
    expect(mergeStore(pages, late, false)).toEqual(pages);
  });
});

describe('isOlder', () => {
  it('goes by generation first, then by the time of observation', () => {
    const known = buildStore({ generation: 2, observed_at: '2026-11-24T12:00:00Z' });
    expect(isOlder({ ...known, generation: 1, observed_at: '2026-11-24T13:00:00Z' }, known)).toBe(
      true,
    );
    expect(isOlder({ ...known, generation: 3, observed_at: null }, known)).toBe(false);
    expect(isOlder({ ...known, observed_at: '2026-11-24T11:59:59Z' }, known)).toBe(true);
    expect(isOlder(known, known)).toBe(false);
  });
});
