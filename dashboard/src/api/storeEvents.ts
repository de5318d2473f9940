import { queryOptions } from '@tanstack/react-query';
import { mergeEvents } from '@/lib/eventLists';
import { client, readData } from './client';
import type { StoreEvent } from './types';

export function storeEventsQuery(id: string) {
  return queryOptions({
    queryKey: ['store', id, 'events'] as const,
    queryFn: async ({ signal }) => {
      const params = { path: { store_id: id } };
      const request = client.GET('/api/v1/stores/{store_id}/events', { params, signal });
      const answer = await readData(request);
      // The same address also answers as a stream, to an Accept header that is not sent here.
      if (typeof answer === 'string') throw new TypeError('the API sent a stream for a list');
      return mergeEvents([], answer.items);
    },
  });
}

export function streamUrl(id: string): string {
  return `/api/v1/stores/${encodeURIComponent(id)}/events`;
}

/** @throws SyntaxError when the server sent something that is not JSON. */
export function parseStoreEvent(data: string): StoreEvent {
  return JSON.parse(data) as StoreEvent;
}
