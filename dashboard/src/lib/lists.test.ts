import { describe, expect, it } from 'vitest';
import { buildEvent } from '@/testing/fixtures';
import { mergeEvents } from './eventLists';
import { countGone, describeKind, sortItems } from './removals';

describe('mergeEvents', () => {
  it('keeps each event once, by ascending id, the latest word winning', () => {
    const merged = mergeEvents(
      [buildEvent(3), buildEvent(1)],
      [buildEvent(2), buildEvent(3, 'new')],
    );
    expect(merged.map((event) => event.id)).toEqual([1, 2, 3]);
    expect(merged[2]?.message).toBe('new');
  });
});

describe('removals', () => {
  const items = [
    { kind: 'Namespace', name: 'store-x', uid: '1', proof: '', gone_at: null },
    { kind: 'Certificate', name: 'tls', uid: '2', proof: '', gone_at: null },
    { kind: 'Ingress', name: 'shop', uid: '3', proof: '', gone_at: '2026-11-24T12:00:00Z' },
  ];

  it('sorts routes first and unknown kinds last', () => {
    expect(sortItems(items).map((item) => item.kind)).toEqual([
      'Ingress',
      'Namespace',
      'Certificate',
    ]);
  });

  it('counts what is gone', () => {
    expect(countGone(items)).toBe(1);
  });

  it('keeps the words of kinds that it does not know', () => {
    expect([describeKind('PersistentVolume'), describeKind('Certificate')]).toEqual([
      'Volume',
      'Certificate',
    ]);
  });
});
