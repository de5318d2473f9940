import { useEffect, useRef } from 'react';
import classes from './PageTitle.module.css';

/** The page's h1: names the browser tab and takes the focus, so that screen readers start there. */
export function PageTitle({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${children} · Store Orchestrator`;
  }, [children]);

  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);

  return (
    <h1 ref={heading} tabIndex={-1} className={classes.title}>
      {children}
    </h1>
  );
}
