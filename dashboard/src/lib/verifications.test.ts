import { describe, expect, it } from 'vitest';
import type { Verification } from '@/api/types';
import { formatTotal, isVerifying } from './verifications';

function buildVerification(number: number, requested: number): Verification {
  return {
    number,
    requested,
    ok: true,
    order_id: 'order_1',
    order_number: '7',
    total: '12.50',
    currency: 'EUR',
    message: 'Bought.',
    at: '2026-11-24T12:00:00Z',
  };
}

describe('isVerifying', () => {
  it.each([
    ['nothing asked, nothing known', null, null, false],
    ['asked, no answer ever', null, 1, true],
    ['the answer made to become Ready', buildVerification(0, 0), null, false],
    ['asked here, older answer', buildVerification(0, 0), 1, true],
    ['asked here, answered', buildVerification(1, 1), 1, false],
    ['asked by somebody else', buildVerification(1, 2), 1, true],
  ])('%s', (_, verification, asked, expected) => {
    expect(isVerifying(verification, asked)).toBe(expected);
  });
});

describe('formatTotal', () => {
  it('formats an amount of a currency', () => {
    expect(formatTotal('12.5', 'EUR')).toMatch(/12[.,]50/);
  });

  it('leaves what it cannot read as it came', () => {
    expect(formatTotal('many', 'EUR')).toBe('many EUR');
    expect(formatTotal('3', '?')).toBe('3 ?');
  });
});
