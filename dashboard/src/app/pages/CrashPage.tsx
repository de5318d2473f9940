import { useRouteError } from 'react-router';
import { ProblemAlert } from '@/components/ProblemAlert';
import classes from '@/app/StartScreen.module.css';

/** What is left when drawing a page failed. */
export function CrashPage() {
  const error = useRouteError();
  return (
    <main className={classes.screen}>
      <ProblemAlert
        error={error}
        onRetry={() => {
          window.location.reload();
        }}
      />
    </main>
  );
}
