import { Radio } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { Prose } from '@/components/Prose';
import classes from './CreateForm.module.css';

interface Choice {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** One more line about it. */
  readonly note?: ReactNode;
  /** Why it cannot be chosen and what to do about that; null when it can. */
  readonly obstacle: string | null;
}

interface Props {
  readonly label: string;
  readonly value: string | null;
  readonly error: string | undefined;
  readonly choices: readonly Choice[];
  readonly onChoose: (name: string) => void;
}

/** One of several things, each on a card with its description; obstacles are told below. */
export function ChoiceCards({ label, value, error, choices, onChoose }: Props) {
  const id = useId();
  return (
    <Radio.Group
      label={label}
      value={value}
      onChange={onChoose}
      error={error}
      data-fault={error === undefined ? undefined : true}
    >
      <div className={classes.cards}>
        {choices.map((choice) => (
          <ChoiceCard key={choice.name} choice={choice} id={`${id}-${choice.name}`} />
        ))}
      </div>
      {choices.map((choice) => (
        <Obstacle key={choice.name} choice={choice} id={`${id}-${choice.name}`} />
      ))}
    </Radio.Group>
  );
}

interface PartProps {
  readonly choice: Choice;
  readonly id: string;
}

function ChoiceCard({ choice, id }: PartProps) {
  const { name, title, description, note, obstacle } = choice;
  return (
    <Radio.Card
      value={name}
      className={classes.card ?? ''}
      disabled={obstacle !== null}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text ${obstacle === null ? '' : `${id}-obstacle`}`}
    >
      <span>
        <span className={classes.title} id={`${id}-title`}>
          {title}
        </span>
        <span id={`${id}-text`}>
          <span className={classes.text}>{description}</span>
          {note === undefined ? null : <span className={classes.text}>{note}</span>}
        </span>
      </span>
      <Radio.Indicator size="xs" aria-hidden />
    </Radio.Card>
  );
}

function Obstacle({ choice: { title, obstacle }, id }: PartProps) {
  if (obstacle === null) return null;
  return (
    <div className={classes.obstacle}>
      <IconAlertTriangle size={16} aria-hidden />
      <p id={`${id}-obstacle`}>
        <strong>{title} cannot be chosen here.</strong> <Prose>{obstacle}</Prose>
      </p>
    </div>
  );
}
