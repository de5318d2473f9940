import { IconAlertTriangle } from '@tabler/icons-react';
import type { Store, Trouble } from '@/api/types';
import { Evidence } from '@/components/Evidence';
import { Prose } from '@/components/Prose';
import { splitWords } from '@/lib/words';
import classes from './Troubles.module.css';

/** What keeps a store from coming up, or from going away; a failure that says the same goes first. */
export function Troubles({ store }: { readonly store: Store }) {
  const told = store.observed_generation < store.generation ? undefined : store.failure?.cause;
  const shown = store.problems.filter((problem) => problem.cause !== told);
  if (shown.length === 0) return null;
  return (
    <section aria-label="What is wrong">
      <ul className={classes.troubles}>
        {shown.map((problem) => (
          <TroubleItem key={`${problem.reason} ${problem.cause}`} trouble={problem} />
        ))}
      </ul>
    </section>
  );
}

function TroubleItem({ trouble }: { readonly trouble: Trouble }) {
  return (
    <li className={classes.trouble}>
      <IconAlertTriangle size={20} stroke={1.9} aria-hidden />
      <div className={classes.body}>
        <h2 className={classes.title}>{splitWords(trouble.reason)}</h2>
        <p className={classes.cause}>
          <Prose>{trouble.cause}</Prose>
        </p>
        <p className={classes.suggestion}>
          <Prose>{trouble.suggestion}</Prose>
        </p>
        <Evidence text={trouble.evidence} />
      </div>
    </li>
  );
}
