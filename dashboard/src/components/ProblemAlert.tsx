import { Alert, Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { asProblem } from '@/lib/problem';
import { Prose } from './Prose';
import classes from './ProblemAlert.module.css';

interface Props {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What went wrong and what to do, in the server's words. */
export function ProblemAlert({ error, onRetry }: Props) {
  const { title, detail, remedy } = asProblem(error);
  return (
    <Alert
      role="alert"
      className={classes.alert ?? ''}
      variant="light"
      color="red"
      radius="md"
      title={title}
      icon={<IconAlertCircle aria-hidden />}
    >
      <p className={classes.text}>
        <Prose>{detail}</Prose>
      </p>
      {remedy === null ? null : (
        <p className={classes.text}>
          <Prose>{remedy}</Prose>
        </p>
      )}
      {onRetry === undefined ? null : (
        <Button variant="default" size="xs" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
