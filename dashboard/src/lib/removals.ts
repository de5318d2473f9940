import type { Receipt } from '@/api/types';

export type ReceiptItem = Receipt['items'][number];

const KIND_ORDER = ['Ingress', 'Release', 'PersistentVolume', 'Namespace'];

/** Items in the order in which people think of them; unknown kinds come last. */
export function sortItems(items: readonly ReceiptItem[]): ReceiptItem[] {
  return [...items].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export function countGone(items: readonly ReceiptItem[]): number {
  return items.filter((item) => item.gone_at !== null).length;
}

/** A cluster kind in a merchant's words. */
export function describeKind(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    Ingress: 'Public route',
    Namespace: 'Namespace',
    PersistentVolume: 'Volume',
    Release: 'Release',
  };
  return words[kind] ?? kind;
}

function rank(item: ReceiptItem): number {
  const index = KIND_ORDER.indexOf(item.kind);
  return index === -1 ? KIND_ORDER.length : index;
}
