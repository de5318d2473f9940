import type { Phase } from '@/api/types';

export type Tone = 'neutral' | 'progress' | 'good' | 'warning' | 'bad';

interface PhaseLook {
  readonly tone: Tone;
  /** Whether something is on its way, so that the badge may move. */
  readonly busy: boolean;
  /** Completes the sentence "<name> …" for screen readers. */
  readonly spoken: string;
}

export const PHASES: Readonly<Record<Phase, PhaseLook>> = {
  Pending: { tone: 'neutral', busy: true, spoken: 'is waiting to be set up' },
  Provisioning: { tone: 'progress', busy: true, spoken: 'is being set up' },
  Ready: { tone: 'good', busy: false, spoken: 'is ready for shoppers' },
  Degraded: { tone: 'warning', busy: false, spoken: 'is degraded' },
  Suspended: { tone: 'neutral', busy: false, spoken: 'is suspended' },
  Failed: { tone: 'bad', busy: false, spoken: 'has failed' },
  Deleting: { tone: 'warning', busy: true, spoken: 'is being deleted' },
  Deleted: { tone: 'neutral', busy: false, spoken: 'is deleted; nothing of it is left' },
};

/** The word in the badge; the tone and the icon say the same again. */
export function describePhaseChange(name: string, phase: Phase): string {
  return `${name} ${PHASES[phase].spoken}`;
}

/** Whether there is a live shop address worth offering. */
export function isOpenable(phase: Phase): boolean {
  return phase === 'Ready' || phase === 'Degraded';
}

/** Whether deletion was asked for, done or not. */
export function isGoing(phase: Phase): boolean {
  return phase === 'Deleting' || phase === 'Deleted';
}
