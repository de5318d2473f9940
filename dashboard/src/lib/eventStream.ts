export type StreamState = 'connecting' | 'open' | 'lost';

export interface StreamOptions {
  readonly url: string;
  readonly eventName: string;
  readonly onData: (data: string) => void;
  readonly onState: (state: StreamState) => void;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15_000;

/** Delay before the next attempt: doubling from 1 s to 15 s. `attempt` counts from 0. */
export function deriveReconnectDelay(attempt: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempt, 10), LONGEST_DELAY_MS);
}

/**
 * Keep a server-sent event stream open until the returned function is called.
 *
 * EventSource gives up for good on any answer but 200, so reconnecting is done here for every
 * kind of loss alike. Nothing is replayed: whoever listens has to refetch when the state goes
 * back to `open`.
 */
export function openEventStream({ url, eventName, onData, onState }: StreamOptions): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  function connect() {
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener('open', () => {
      attempt = 0;
      onState('open');
    });
    opened.addEventListener(eventName, (event) => {
      onData((event as MessageEvent<string>).data);
    });
    opened.addEventListener('error', () => {
      opened.close();
      onState('lost');
      timer = setTimeout(connect, deriveReconnectDelay(attempt));
      attempt += 1;
    });
  }

  onState('connecting');
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
