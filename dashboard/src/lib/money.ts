/** "12.50" and "EUR" in the reader's locale; unknown currencies stay as they came. */
export function formatTotal(total: string, currency: string): string {
  const amount = Number(total);
  if (Number.isNaN(amount) || !/^[A-Z]{3}$/.test(currency)) return `${total} ${currency}`;
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
}
