import type { StoreEvent } from '@/api/types';

/** Events by ascending id, each once; the live stream repeats history after a reconnect. */
export function mergeEvents(
  known: readonly StoreEvent[],
  more: readonly StoreEvent[],
): StoreEvent[] {
  const byId = new Map(known.map((event) => [event.id, event]));
  for (const event of more) byId.set(event.id, event);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}
