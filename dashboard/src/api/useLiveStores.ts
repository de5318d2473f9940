import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { StreamState } from '@/lib/eventStream';
import { useEventStream } from '@/lib/useEventStream';
import { applyStore, storesKey } from './stores';
import type { Store } from './types';

/** How often to ask while the live stream is lost. */
const FALLBACK_REFETCH_MS = 5_000;

/**
 * Keeps every loaded store current by the live stream, and by plain requests while it is lost.
 *
 * @param onPhase called when a store that was known before changes its phase
 */
export function useLiveStores(onPhase: (store: Store) => void): StreamState {
  const queryClient = useQueryClient();

  function refetchAll() {
    void queryClient.invalidateQueries({ queryKey: storesKey });
    void queryClient.invalidateQueries({ queryKey: ['store'] });
  }

  const state = useEventStream({
    url: '/api/v1/events',
    eventName: 'store',
    onOpen: refetchAll,
    onData: (data) => {
      const store = JSON.parse(data) as Store;
      const known = applyStore(queryClient, store);
      if (known !== undefined && known.phase !== store.phase) onPhase(store);
    },
  });

  useEffect(() => {
    if (state !== 'lost') return;
    const timer = setInterval(() => {
      void queryClient.invalidateQueries({ queryKey: storesKey });
      void queryClient.invalidateQueries({ queryKey: ['store'] });
      // Asking who is signed in tells a lost connection from an expired session.
      void queryClient.invalidateQueries({ queryKey: ['session'] });
    }, FALLBACK_REFETCH_MS);
    return () => {
      clearInterval(timer);
    };
  }, [state, queryClient]);

  return state;
}
