import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sessionQuery } from '@/api/session';
import { ProblemAlert } from '@/components/ProblemAlert';
import { Shell } from './Shell';
import { StartScreen } from './StartScreen';
import classes from './StartScreen.module.css';

/** Lets signed-in people in and leads the others to the sign-in, and back afterwards. */
export function SessionGate() {
  const session = useQuery(sessionQuery);
  const location = useLocation();
  const [wasIn, setWasIn] = useState(false);
  if (session.data && !wasIn) setWasIn(true);

  if (session.data) return <Shell me={session.data} />;
  if (session.data === null) {
    const next = encodeURIComponent(location.pathname + location.search);
    return <Navigate to={`/sign-in?next=${next}${wasIn ? '&ended=1' : ''}`} replace />;
  }
  if (session.error === null) return <StartScreen />;
  return (
    <main className={classes.screen}>
      <ProblemAlert error={session.error} onRetry={() => void session.refetch()} />
    </main>
  );
}
