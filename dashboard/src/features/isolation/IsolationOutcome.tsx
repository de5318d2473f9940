import { IconAlertTriangle, IconLock, IconLockOpen, IconShieldCheck } from '@tabler/icons-react';
import type { Isolation } from '@/api/types';
import { TimeAgo } from '@/components/TimeAgo';
import { splitWords } from '@/lib/words';
import classes from './IsolationPanel.module.css';

interface Props {
  readonly isolation: Isolation;
}

/** What the latest test showed, in one sentence. */
export function Verdict({ isolation: { ok, message, at } }: Props) {
  return (
    <p className={classes.verdict} data-ok={ok}>
      {ok ? (
        <IconShieldCheck size={19} role="img" aria-label="Passed" />
      ) : (
        <IconAlertTriangle size={19} role="img" aria-label="Failed" />
      )}
      <span>
        {message}{' '}
        <span className={classes.when}>
          <TimeAgo at={at} />
        </span>
      </span>
    </p>
  );
}

/** What the latest test tried and looked at, the bad ones first. */
export function Checks({ isolation: { checks } }: Props) {
  const sorted = checks.toSorted((a, b) => Number(a.ok) - Number(b.ok));
  return (
    <ul className={classes.checks} aria-label="Checks">
      {sorted.map((check) => (
        <li key={`${check.name} ${check.target}`} className={classes.check} data-ok={check.ok}>
          {check.ok ? (
            <IconLock size={16} role="img" aria-label="Passed" />
          ) : (
            <IconLockOpen size={16} role="img" aria-label="Failed" />
          )}
          <div className={classes.what}>
            <span className={classes.name}>{splitWords(check.name)}</span>
            <span className={classes.target}>{check.target}</span>
          </div>
          <span className={classes.message}>{check.message}</span>
        </li>
      ))}
    </ul>
  );
}
