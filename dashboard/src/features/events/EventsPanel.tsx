import { Skeleton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { StoreEvent } from '@/api/types';
import { Panel } from '@/components/Panel';
import { ProblemAlert } from '@/components/ProblemAlert';
import { formatClock, formatFull } from '@/lib/ages';
import classes from './EventsPanel.module.css';
import { useStoreEvents } from './useStoreEvents';

/** What happened to a store, newest first, as it happens. */
export function EventsPanel({ storeId }: { readonly storeId: string }) {
  const { data, error, refetch } = useStoreEvents(storeId);
  return (
    <Panel title="Events">
      {data === undefined && error !== null ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined && error === null ? <Skeleton height={120} radius="md" /> : null}
      {data?.length === 0 ? <p className={classes.none}>Nothing has happened yet.</p> : null}
      {data !== undefined && data.length > 0 ? <EventFeed events={data} /> : null}
    </Panel>
  );
}

function EventFeed({ events }: { readonly events: readonly StoreEvent[] }) {
  return (
    // A scrolling region must be reachable by keyboard to be scrolled by it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Events, newest first">
      <ol className={classes.feed}>
        {events.toReversed().map((event) => (
          <li key={event.id} className={classes.event} data-type={event.type}>
            <time className={classes.time} dateTime={event.at} title={formatFull(event.at)}>
              {formatClock(event.at)}
            </time>
            <div>
              <span className={classes.reason}>
                {event.type === 'Warning' ? (
                  <IconAlertTriangle size={14} role="img" aria-label="Warning" />
                ) : null}
                {event.reason}
              </span>
              <p className={classes.message}>{event.message}</p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
