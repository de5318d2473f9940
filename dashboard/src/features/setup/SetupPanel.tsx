import { IconAlertTriangle, IconCheck, IconLoader2 } from '@tabler/icons-react';
import type { Store } from '@/api/types';
import { Panel } from '@/components/Panel';
import { formatClock, formatFull } from '@/lib/ages';
import { countDone, deriveChecklist, type Step, type StepState } from '@/lib/checklist';
import classes from './SetupPanel.module.css';

const SPOKEN: Readonly<Record<StepState, string>> = {
  done: 'done',
  active: 'in progress',
  failed: 'not fulfilled',
  waiting: 'waiting',
};

/** The store's conditions as a checklist on a time line. */
export function SetupPanel({ store }: { readonly store: Store }) {
  const steps = deriveChecklist(store);
  const { done, all } = countDone(steps);
  return (
    <Panel title="Health" action={<span className={classes.count}>{`${done} of ${all}`}</span>}>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <StepItem key={step.type} step={step} />
        ))}
      </ol>
    </Panel>
  );
}

function StepItem({ step }: { readonly step: Step }) {
  return (
    <li className={classes.step} data-state={step.state}>
      <span className={classes.marker} role="img" aria-label={SPOKEN[step.state]}>
        <StepIcon state={step.state} />
      </span>
      <div className={classes.body}>
        <span className={classes.title}>{step.title}</span>
        {step.since === null || step.state === 'waiting' ? null : (
          <time className={classes.time} dateTime={step.since} title={formatFull(step.since)}>
            {formatClock(step.since)}
          </time>
        )}
        {step.message === '' || step.state === 'waiting' ? null : (
          <p className={classes.message}>{step.message}</p>
        )}
      </div>
    </li>
  );
}

function StepIcon({ state }: { readonly state: StepState }) {
  if (state === 'done') return <IconCheck size={14} stroke={2.6} aria-hidden />;
  if (state === 'active') return <IconLoader2 size={15} className={classes.turning} aria-hidden />;
  return state === 'failed' ? <IconAlertTriangle size={14} stroke={2.2} aria-hidden /> : null;
}
