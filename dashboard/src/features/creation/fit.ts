import type { Capacity } from '@/api/types';

interface Fit {
  /** What to say about room for this plan; null when there is nothing to say. */
  readonly note: string | null;
  /** Why the plan cannot be chosen now; null when it can. */
  readonly obstacle: string | null;
}

const UNKNOWN: Fit = { note: null, obstacle: null };
/** From here on a number says nothing that a person wants to know. */
const PLENTY = 10;

/** Whether another store of this engine and plan fits into the cluster. */
export function describeFit(
  capacity: Capacity | undefined,
  engineName: string,
  planName: string,
): Fit {
  const found = capacity?.items.find(
    ({ engine, plan }) => engine === engineName && plan === planName,
  );
  if (capacity === undefined || found === undefined || found.fits === null) return UNKNOWN;
  if (found.fits >= PLENTY) return UNKNOWN;
  if (found.fits > 0) return { note: `Room for ${String(found.fits)} more.`, obstacle: null };
  if (capacity.when_full === 'queue') {
    return { note: `It would wait for room. ${found.shortage}`, obstacle: null };
  }
  return { note: null, obstacle: found.shortage };
}
