import { formatAge, formatFull } from '@/lib/ages';
import { useNow } from '@/lib/useNow';

/** An age that keeps itself current; the full time is in the tooltip. */
export function TimeAgo({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatFull(at)}>
      {formatAge(at, now)}
    </time>
  );
}
