import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deriveReconnectDelay, openEventStream, type StreamState } from './eventStream';

class FakeEventSource extends EventTarget {
  static all: FakeEventSource[] = [];
  closed = false;

  constructor(readonly url: string) {
    super();
    FakeEventSource.all.push(this);
  }

  close() {
    this.closed = true;
  }

  say(name: string, data = '') {
    this.dispatchEvent(new MessageEvent(name, { data }));
  }
}

function follow() {
  const states: StreamState[] = [];
  const received: string[] = [];
  const close = openEventStream({
    url: '/api/v1/events',
    eventName: 'store',
    onData: (data) => received.push(data),
    onState: (state) => states.push(state),
  });
  return { states, received, close };
}

function latest(): FakeEventSource {
  const source = FakeEventSource.all.at(-1);
  if (source === undefined) throw new Error('no stream was opened');
  return source;
}

describe('openEventStream', () => {
  beforeEach(() => {
    FakeEventSource.all = [];
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', FakeEventSource);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('passes on the named events', () => {
    const { received } = follow();
    latest().say('store', '{"a":1}');
    latest().say('other', 'x');
    expect(received).toEqual(['{"a":1}']);
  });

  it('reconnects after a loss, later each time, and starts over once it was open', () => {
    const { states } = follow();
    latest().say('open');
    latest().say('error');
    expect(FakeEventSource.all[0]?.closed).toBe(true);
    vi.advanceTimersByTime(999);
    expect(FakeEventSource.all).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeEventSource.all).toHaveLength(2);
    latest().say('error');
    vi.advanceTimersByTime(1_999);
    expect(FakeEventSource.all).toHaveLength(2);
    vi.advanceTimersByTime(1);
    latest().say('open');
    latest().say('error');
    vi.advanceTimersByTime(1_000);
    expect(FakeEventSource.all).toHaveLength(4);
    expect(states).toEqual(['connecting', 'open', 'lost', 'lost', 'open', 'lost']);
  });

  it('does nothing any more once it is closed', () => {
    const { close } = follow();
    latest().say('error');
    close();
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.all).toHaveLength(1);
    expect(latest().closed).toBe(true);
  });

  it('waits 15 s at most', () => {
    expect([0, 1, 3, 4, 50].map(deriveReconnectDelay)).toEqual([
      1_000, 2_000, 8_000, 15_000, 15_000,
    ]);
  });
});
