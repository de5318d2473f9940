import { VisuallyHidden } from '@mantine/core';
import type { Store } from '@/api/types';
import { Panel } from '@/components/Panel';
import { formatDuration, formatFull } from '@/lib/ages';
import { deriveStages, formatSeconds, type Stage } from '@/lib/timeline';
import { useNow } from '@/lib/useNow';
import classes from './TimelinePanel.module.css';

/** How long each stage of the creation took, on one scale; the last one runs while you look. */
export function TimelinePanel({ store }: { readonly store: Store }) {
  const stages = deriveStages(store, useNow());
  const last = stages.at(-1);
  if (last === undefined) return null;
  return (
    <Panel title="Creation" action={<span className={classes.total}>{describeTotal(last)}</span>}>
      <ol className={classes.stages}>
        {stages.map((stage) => (
          <StageItem key={stage.milestone} stage={stage} whole={last.to} />
        ))}
      </ol>
    </Panel>
  );
}

function StageItem({ stage, whole }: { readonly stage: Stage; readonly whole: number }) {
  const { title, from, to, at } = stage;
  return (
    <li className={classes.stage} data-running={at === null || undefined}>
      <span className={classes.title}>{title}</span>
      <span className={classes.track} aria-hidden>
        <span
          className={classes.bar}
          style={{
            // What took no time at the very end is still drawn.
            left: `${Math.min(toPercent(from, whole), 99)}%`,
            width: `${toPercent(to - from, whole)}%`,
          }}
        />
      </span>
      <span className={classes.took}>
        <VisuallyHidden>took </VisuallyHidden>
        {at === null ? formatDuration(to - from) : `+${formatSeconds(to - from)}`}
      </span>
      <span className={classes.end}>
        {at === null ? (
          'so far'
        ) : (
          <>
            <VisuallyHidden>, done after </VisuallyHidden>
            <time dateTime={at} title={formatFull(at)}>
              {formatSeconds(to)}
            </time>
          </>
        )}
      </span>
    </li>
  );
}

function describeTotal({ milestone, at, to }: Stage): string {
  if (at === null) return `${formatDuration(to)} so far`;
  return milestone === 'Ready' ? `Ready after ${formatSeconds(to)}` : 'Stopped before it was ready';
}

function toPercent(seconds: number, whole: number): number {
  return whole === 0 ? 0 : (seconds / whole) * 100;
}
