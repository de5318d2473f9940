import { useEffect, useEffectEvent, useState } from 'react';
import { openEventStream, type StreamState } from './eventStream';

interface Options {
  readonly url: string;
  readonly eventName: string;
  readonly onData: (data: string) => void;
  /** Called at each (re)connection: what happened before it was not seen. */
  readonly onOpen: () => void;
}

/**
 * A live stream for as long as the component is mounted and the page is visible. Browsers allow
 * six HTTP/1.1 connections per host over all tabs: hidden tabs must not hold any.
 */
export function useEventStream({ url, eventName, onData, onOpen }: Options): StreamState {
  const [state, setState] = useState<StreamState>('connecting');
  const receive = useEffectEvent(onData);
  const reopen = useEffectEvent(onOpen);

  useEffect(() => {
    let close: (() => void) | null = null;

    function follow() {
      if (document.visibilityState === 'hidden') {
        close?.();
        close = null;
        return;
      }
      close ??= openEventStream({
        url,
        eventName,
        onData: (data) => {
          receive(data);
        },
        onState: (next) => {
          setState(next);
          if (next === 'open') reopen();
        },
      });
    }

    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      close?.();
    };
  }, [url, eventName]);

  return state;
}
