import { useQuery, useQueryClient } from '@tanstack/react-query';
import { parseStoreEvent, storeEventsQuery, streamUrl } from '@/api/storeEvents';
import { mergeEvents } from '@/lib/eventLists';
import { useEventStream } from '@/lib/useEventStream';

/** A store's events: history by request, then live. */
export function useStoreEvents(id: string) {
  const queryClient = useQueryClient();
  const query = storeEventsQuery(id);
  useEventStream({
    url: streamUrl(id),
    eventName: 'store_event',
    onOpen: () => void queryClient.invalidateQueries({ queryKey: query.queryKey }),
    onData: (data) => {
      const event = parseStoreEvent(data);
      queryClient.setQueryData(query.queryKey, (known) => mergeEvents(known ?? [], [event]));
    },
  });
  return useQuery(query);
}
