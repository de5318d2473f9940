import type { Verification } from '@/api/types';

/**
 * Whether an answer to a test order is still awaited: to the one asked for here (its number), or
 * to one that somebody else asked for.
 */
export function isVerifying(verification: Verification | null, asked: number | null): boolean {
  const answered = verification?.number ?? -1;
  const wanted = Math.max(verification?.requested ?? 0, asked ?? 0);
  return wanted > 0 && answered < wanted;
}

/** "12.50" and "EUR" in the reader's locale; unknown currencies stay as they came. */
export function formatTotal(total: string, currency: string): string {
  const amount = Number(total);
  if (Number.isNaN(amount) || !/^[A-Z]{3}$/.test(currency)) return `${total} ${currency}`;
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
}
