import { Tooltip } from '@mantine/core';
import type { StreamState } from '@/lib/eventStream';
import classes from './ConnectionMark.module.css';

const WORDS: Readonly<Record<StreamState, readonly [word: string, meaning: string]>> = {
  connecting: ['Connecting', 'Opening the live connection.'],
  open: ['Live', 'Changes show up by themselves.'],
  lost: ['Reconnecting', 'The live connection is lost. Asking every few seconds instead.'],
};

/** Whether what is shown keeps itself current. */
export function ConnectionMark({ state }: { readonly state: StreamState }) {
  const [word, meaning] = WORDS[state];
  return (
    <Tooltip label={meaning} withArrow>
      <span className={classes.mark} data-state={state}>
        <span className={classes.dot} aria-hidden />
        <span className={classes.word}>{word}</span>
      </span>
    </Tooltip>
  );
}
