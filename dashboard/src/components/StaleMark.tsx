import { Tooltip } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { formatAge } from '@/lib/ages';
import { useNow } from '@/lib/useNow';
import classes from './StaleMark.module.css';

/** Says that what is shown may be outdated, and since when. */
export function StaleMark({ observedAt }: { readonly observedAt: string | null | undefined }) {
  const now = useNow();
  const seen = observedAt ? `last seen ${formatAge(observedAt, now)}` : 'not seen yet';
  return (
    <Tooltip label="No orchestrator has looked at this store for a while." withArrow>
      <span className={classes.mark}>
        <IconClockExclamation size={14} stroke={2} aria-hidden />
        Stale, {seen}
      </span>
    </Tooltip>
  );
}
