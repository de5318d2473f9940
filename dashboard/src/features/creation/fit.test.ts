import { describe, expect, it } from 'vitest';
import type { Capacity } from '@/api/types';
import { describeFit } from './fit';

function build(fits: number | null, whenFull: Capacity['when_full'] = 'refuse'): Capacity {
  const item = {
    engine: 'medusa',
    plan: 'large',
    fits,
    shortage: fits === 0 ? 'CPU is short.' : '',
  };
  const demand = { cpu_millicores: 700, memory_mib: 1792, storage_gib: 40 };
  return {
    surveyed_at: null,
    when_full: whenFull,
    room: null,
    waiting: 0,
    items: [{ ...item, ...demand }],
  };
}

describe('describeFit', () => {
  it.each([
    ['nothing while nobody knows', undefined, null, null],
    ['nothing before the first survey', build(null), null, null],
    ['nothing where there is plenty', build(10), null, null],
    ['how many where there are few', build(3), 'Room for 3 more.', null],
    ['what is short where none fits', build(0), null, 'CPU is short.'],
    ['that it would wait', build(0, 'queue'), 'It would wait for room. CPU is short.', null],
  ])('says %s', (_, capacity, note, obstacle) => {
    expect(describeFit(capacity, 'medusa', 'large')).toEqual({ note, obstacle });
  });

  it('says nothing of a plan that is not listed', () => {
    expect(describeFit(build(0), 'medusa', 'small')).toEqual({ note: null, obstacle: null });
  });
});
