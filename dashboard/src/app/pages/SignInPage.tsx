import { useQuery } from '@tanstack/react-query';
import { Navigate, useSearchParams } from 'react-router';
import { sessionQuery } from '@/api/session';
import { Logo } from '@/components/Logo';
import { PageTitle } from '@/components/PageTitle';
import { ThemeToggle } from '@/components/ThemeToggle';
import { SignInForm } from '@/features/session/SignInForm';
import classes from './SignInPage.module.css';

export function SignInPage() {
  const [params] = useSearchParams();
  const session = useQuery(sessionQuery);
  if (session.data) return <Navigate to={readNext(params.get('next'))} replace />;
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Logo />
        <ThemeToggle />
      </header>
      <main className={classes.card}>
        <PageTitle>Sign in</PageTitle>
        <p className={classes.lead}>
          {params.get('ended') === '1'
            ? 'Your session has ended. Sign in again to go on.'
            : 'Use an API token of this platform.'}
        </p>
        <SignInForm />
        <p className={classes.hint}>
          On a local cluster the token is in <code>build/storectl.env</code>. It is traded for a
          session and not kept in this browser.
        </p>
      </main>
    </div>
  );
}

/** Only paths of this dashboard: a link from outside must not lead elsewhere after signing in. */
function readNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/stores';
}
