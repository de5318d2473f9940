import type { ReactNode } from 'react';
import classes from './Facts.module.css';

/** A list of labelled values. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

interface FactProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

export function Fact({ label, children, action }: FactProps) {
  return (
    <div className={classes.fact}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>
        <span className={classes.content}>{children}</span>
        {action}
      </dd>
    </div>
  );
}
