import { formatAge, formatFull } from '@/lib/ages';
import { useNow } from '@/lib/useNow';

/**
 * An age that keeps itself current; the full time is in the tooltip. Inside something that is read
 * out when it changes, the passing of time alone is no news.
 */
export function TimeAgo({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatFull(at)} aria-live="off">
      {formatAge(at, now)}
    </time>
  );
}
