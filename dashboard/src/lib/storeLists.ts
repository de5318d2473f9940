import type { Store } from '@/api/types';

export interface StorePageData {
  readonly items: Store[];
  readonly next_cursor?: string | null;
}

/** Whether `candidate` was recorded before `known`, so that showing it would go back in time. */
export function isOlder(candidate: Store, known: Store): boolean {
  if (candidate.generation !== known.generation) return candidate.generation < known.generation;
  return (candidate.observed_at ?? '') < (known.observed_at ?? '');
}

/**
 * Put a store that just changed into loaded list pages: replaced where it stands, added in front
 * when it is new, taken out when it is deleted and the list shows only live stores.
 */
export function mergeStore<P extends StorePageData>(
  pages: readonly P[],
  store: Store,
  includeDeleted: boolean,
): P[] {
  const hidden = store.phase === 'Deleted' && !includeDeleted;
  const listed = pages.some((page) => page.items.some((item) => item.id === store.id));
  if (!listed) return hidden ? [...pages] : addInFront(pages, store);
  return pages.map((page) => ({ ...page, items: page.items.flatMap(replaceStore) }));

  function replaceStore(item: Store): Store[] {
    if (item.id !== store.id || isOlder(store, item)) return [item];
    return hidden ? [] : [store];
  }
}

function addInFront<P extends StorePageData>(pages: readonly P[], store: Store): P[] {
  return pages.map((page, index) =>
    index === 0 ? { ...page, items: [store, ...page.items] } : page,
  );
}
