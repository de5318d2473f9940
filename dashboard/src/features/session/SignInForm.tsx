import { Button, PasswordInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useSignIn } from '@/api/session';
import { ProblemAlert } from '@/components/ProblemAlert';
import { isUnauthenticated } from '@/lib/problem';
import classes from './SignInForm.module.css';

/** Trades an API token for a session cookie; the token leaves the page with the form. */
export function SignInForm() {
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const signIn = useSignIn();
  const refused = isUnauthenticated(signIn.error);

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    const given = token.trim();
    setMissing(given === '');
    if (given !== '') signIn.mutate(given);
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {signIn.isError && !refused ? <ProblemAlert error={signIn.error} /> : null}
      <PasswordInput
        label="API token"
        placeholder="Paste your token"
        size="md"
        autoComplete="current-password"
        value={token}
        onChange={(event) => {
          setToken(event.currentTarget.value);
          setMissing(false);
          signIn.reset();
        }}
        error={describeFault(missing, refused)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
      />
      <Button type="submit" size="md" fullWidth loading={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}

function describeFault(missing: boolean, refused: boolean): string | null {
  if (missing) return 'Paste a token to sign in.';
  return refused ? 'This token is not valid: it may be mistyped, expired or revoked.' : null;
}
