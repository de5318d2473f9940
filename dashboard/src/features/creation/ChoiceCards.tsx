import { Radio } from '@mantine/core';
import classes from './CreateForm.module.css';

interface Choice {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Why it cannot be chosen; null when it can. */
  readonly obstacle: string | null;
}

interface Props {
  readonly label: string;
  readonly value: string | null;
  readonly error: string | undefined;
  readonly choices: readonly Choice[];
  readonly onChoose: (name: string) => void;
}

/** One of several things, each on a card with its description. */
export function ChoiceCards({ label, value, error, choices, onChoose }: Props) {
  return (
    <Radio.Group label={label} value={value} onChange={onChoose} error={error}>
      <div className={classes.cards}>
        {choices.map(({ name, title, description, obstacle }) => (
          <Radio.Card
            key={name}
            value={name}
            className={classes.card ?? ''}
            disabled={obstacle !== null}
            aria-label={title}
          >
            <span>
              <span className={classes.title}>{title}</span>
              <span className={classes.text}>{description}</span>
              {obstacle === null ? null : <span className={classes.obstacle}>{obstacle}</span>}
            </span>
            <Radio.Indicator size="xs" aria-hidden />
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
