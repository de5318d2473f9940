import classes from './Evidence.module.css';

/** What Kubernetes or a program said, word for word; nothing when nothing was said. */
export function Evidence({ text }: { readonly text: string }) {
  if (text === '') return null;
  return (
    <figure className={classes.evidence}>
      <figcaption className={classes.caption}>Evidence</figcaption>
      {/* It scrolls, so it must be reachable by keyboard, and what is reached must have a name. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.text} tabIndex={0} role="group" aria-label="Evidence">
        <pre>{text}</pre>
      </div>
    </figure>
  );
}
