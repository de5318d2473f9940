import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answerJson, answerRequests, renderInApp } from '@/testing/render';
import { SignInForm } from './SignInForm';

async function signInWith(token: string) {
  const field = screen.getByLabelText('API token');
  if (token !== '') await userEvent.type(field, token);
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

describe('SignInForm', () => {
  it('asks for a token before it asks the server', async () => {
    const sent = answerRequests(() => answerJson(500, {}));
    renderInApp(<SignInForm />);
    await signInWith('');
    expect(screen.getByText('Paste a token to sign in.')).toBeDefined();
    expect(sent).toEqual([]);
  });

  it('says that a token is refused, at the field', async () => {
    answerRequests(() => answerJson(401, { title: 'Unauthenticated', detail: 'No.' }));
    renderInApp(<SignInForm />);
    await signInWith('wrong');
    expect(await screen.findByText(/This token is not valid/)).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('trades the token for a session and keeps it nowhere', async () => {
    const sent = answerRequests(({ method }) =>
      method === 'POST'
        ? new Response(null, { status: 204 })
        : answerJson(200, { user: {}, tenant: {}, csrf_token: 'x' }),
    );
    renderInApp(<SignInForm />);
    await signInWith(' so-token ');
    await waitFor(() => {
      expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'POST /api/v1/session',
        'GET /api/v1/me',
      ]);
    });
    expect(sent[0]?.body).toEqual({ token: 'so-token' });
    expect(JSON.stringify([localStorage, sessionStorage, document.cookie])).not.toContain(
      'so-token',
    );
  });
});
