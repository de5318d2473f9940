import { describe, expect, it } from 'vitest';
import { formatTotal } from './money';

describe('formatTotal', () => {
  it('formats an amount of a currency', () => {
    expect(formatTotal('12.5', 'EUR')).toMatch(/12[.,]50/);
  });

  it('leaves what it cannot read as it came', () => {
    expect(formatTotal('many', 'EUR')).toBe('many EUR');
    expect(formatTotal('3', '?')).toBe('3 ?');
  });
});
