import type { Store } from '@/api/types';
import { elapsedSeconds } from './ages';

type Milestone = Store['timeline'][number]['milestone'];

export interface Stage {
  readonly milestone: Milestone;
  readonly title: string;
  /** Seconds since the store was asked for, when this stage began and ended. */
  readonly from: number;
  readonly to: number;
  /** ISO time of the end; null for the stage that is going on. */
  readonly at: string | null;
}

/** The stages in their usual order. What each is waiting for gives it its name. */
const TITLES: Readonly<Record<Milestone, string>> = {
  Accepted: 'Asked for',
  CredentialsDrawn: 'Credentials drawn',
  NamespaceEnsured: 'Namespace made',
  ReleaseDeployed: 'Shop installed',
  WorkloadsAvailable: 'Shop and database running',
  Reachable: 'Public address answers',
  Orderable: 'Test order went through',
  Isolated: 'Shut off from the rest',
  Ready: 'Ready',
};
const ORDER = Object.keys(TITLES) as Milestone[];

type Timed = Pick<Store, 'conditions' | 'created_at' | 'phase' | 'timeline'>;

/**
 * Each stage of a store's creation and how long it took; the last one is still going on while the
 * store is being set up. Being asked for is where the time begins, not a stage; what was first reached
 * in a shop that was Ready already, such as by a test on demand, is none of its creation.
 *
 * @param now milliseconds since the epoch; a clock behind the server's yields no negative length
 */
export function deriveStages(store: Timed, now: number): Stage[] {
  const end = store.timeline.find((step) => step.milestone === 'Ready')?.seconds ?? Infinity;
  const reached = store.timeline
    .filter((step) => step.milestone !== 'Accepted' && step.seconds <= end)
    .toSorted((a, b) => a.seconds - b.seconds || rank(a.milestone) - rank(b.milestone));
  const stages = reached.map(({ milestone, at, seconds }, index): Stage => {
    const from = reached[index - 1]?.seconds ?? 0;
    return { milestone, title: TITLES[milestone], from, to: seconds, at };
  });
  const next = findNext(store);
  if (next === null) return stages;
  const from = stages.at(-1)?.to ?? 0;
  const to = Math.max(from, elapsedSeconds(store.created_at, now));
  return [...stages, { milestone: next, title: TITLES[next], from, to, at: null }];
}

/** When the last stage that is done ended; null before the first one. */
export function findTotal(stages: readonly Stage[]): number | null {
  return stages.findLast((stage) => stage.at !== null)?.to ?? null;
}

/** "0.38 s" below ten seconds, then "12.4 s", then minutes. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The stage that a store is in while it is being set up; its isolation is tested on some plans. */
function findNext({ conditions, phase, timeline }: Timed): Milestone | null {
  if (phase !== 'Pending' && phase !== 'Provisioning') return null;
  const reached = new Set(timeline.map((step) => step.milestone));
  const tested = conditions.some((condition) => condition.type === 'Isolated');
  return (
    ORDER.slice(1).find(
      (milestone) => !reached.has(milestone) && (milestone !== 'Isolated' || tested),
    ) ?? null
  );
}

function rank(milestone: Milestone): number {
  return ORDER.indexOf(milestone);
}
