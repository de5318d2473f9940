import { IconArrowUpRight } from '@tabler/icons-react';
import classes from './ExternalLink.module.css';

const TAIL = 4;

interface Props {
  readonly href: string;
  /** Shown instead of the address without its scheme. */
  readonly children?: string;
}

/** A link that leaves the dashboard in a new tab. */
export function ExternalLink({ href, children }: Props) {
  const text = children ?? href.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return (
    <a className={classes.link} href={href} target="_blank" rel="noreferrer">
      {text.slice(0, -TAIL)}
      {/* The arrow stays on the line of the last letters. */}
      <span className={classes.tail}>
        {text.slice(-TAIL)}
        <IconArrowUpRight
          className={classes.icon}
          size={14}
          stroke={2}
          role="img"
          aria-label="(opens in a new tab)"
        />
      </span>
    </a>
  );
}
