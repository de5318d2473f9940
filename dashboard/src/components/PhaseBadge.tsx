import {
  IconAlertTriangle,
  IconArchive,
  IconCheck,
  IconClock,
  IconLoader2,
  IconPlayerPause,
  IconTrash,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import type { Phase } from '@/api/types';
import { PHASES } from '@/lib/phases';
import classes from './PhaseBadge.module.css';

const ICONS: Readonly<Record<Phase, Icon>> = {
  Pending: IconClock,
  Provisioning: IconLoader2,
  Ready: IconCheck,
  Degraded: IconAlertTriangle,
  Suspended: IconPlayerPause,
  Failed: IconX,
  Deleting: IconTrash,
  Deleted: IconArchive,
};

/** A store's phase: colour, icon and word say the same. */
export function PhaseBadge({ phase }: { readonly phase: Phase }) {
  const { tone } = PHASES[phase];
  const PhaseIcon = ICONS[phase];
  return (
    <span className={classes.badge} data-tone={tone} data-phase={phase}>
      <PhaseIcon
        size={14}
        stroke={2.25}
        aria-hidden
        className={phase === 'Provisioning' ? classes.turning : undefined}
      />
      {phase}
    </span>
  );
}
