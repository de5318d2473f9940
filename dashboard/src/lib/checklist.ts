import type { Condition, Store } from '@/api/types';

export type StepState = 'done' | 'active' | 'failed' | 'waiting';

export interface Step {
  readonly type: string;
  readonly title: string;
  readonly state: StepState;
  /** What was observed, in the orchestrator's words; empty before the first observation. */
  readonly message: string;
  /** ISO time of the last change; null before the first observation. */
  readonly since: string | null;
}

type Title = readonly [type: string, title: string];

const SETUP_STEPS: readonly Title[] = [
  ['ReleaseDeployed', 'Shop installed in its own namespace'],
  ['WorkloadsAvailable', 'Shop and database running'],
  ['Reachable', 'Public address answers'],
  ['Orderable', 'Test order went through'],
  ['Isolated', 'Shut off from other stores and the cluster'],
  ['Ready', 'Ready for shoppers'],
];

type Observed = Pick<Store, 'conditions' | 'phase'>;

/** Steps that a store takes only if its plan says so, or somebody asks: shown once observed. */
const OPTIONAL = new Set(['Isolated']);

/**
 * The way to Ready as a checklist: the known steps in their order, then conditions that this
 * dashboard does not know. The first step that is not done is the active or the failed one.
 */
export function deriveChecklist(store: Observed): Step[] {
  const types: string[] = store.conditions.map((condition) => condition.type);
  const expected = SETUP_STEPS.filter(([type]) => !OPTIONAL.has(type) || types.includes(type));
  const known = new Set(expected.map(([type]) => type));
  const others = types.filter((type) => !known.has(type)).map((type): Title => [type, type]);
  const titles = [...expected, ...others];
  const byType = new Map(
    store.conditions.map((condition): [string, Condition] => [condition.type, condition]),
  );
  const first = titles.findIndex(([type]) => byType.get(type)?.status !== 'True');
  return titles.map(([type, title], index) =>
    buildStep(type, title, byType.get(type), index === first ? deriveOpenState(store) : 'waiting'),
  );
}

/** How many steps are done, out of how many. */
export function countDone(steps: readonly Step[]): { done: number; all: number } {
  return { done: steps.filter((step) => step.state === 'done').length, all: steps.length };
}

/** What the first step that is not done is doing. */
function deriveOpenState(store: Observed): StepState {
  if (store.phase === 'Pending' || store.phase === 'Provisioning') return 'active';
  return store.phase === 'Suspended' ? 'waiting' : 'failed';
}

function buildStep(
  type: string,
  title: string,
  condition: Condition | undefined,
  open: StepState,
): Step {
  return {
    type,
    title,
    state: condition?.status === 'True' ? 'done' : open,
    message: condition?.message ?? '',
    since: condition?.last_transition_time ?? null,
  };
}
