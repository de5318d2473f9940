import { describe, expect, it } from 'vitest';
import { answerJson, answerRequests } from '@/testing/render';
import { ProblemError } from '@/lib/problem';
import { client } from './client';
import { rememberCsrfToken } from './csrf';

describe('client', () => {
  it('sends the CSRF token with unsafe requests only', async () => {
    rememberCsrfToken('c5rf');
    const sent = answerRequests(() => answerJson(200, {}));
    await client.GET('/api/v1/engines');
    await client.DELETE('/api/v1/session');
    expect(sent.map((request) => request.headers.get('X-CSRF-Token'))).toEqual([null, 'c5rf']);
    rememberCsrfToken(null);
  });

  it('throws the server’s problem', async () => {
    answerRequests(() => answerJson(401, { title: 'Sign in', detail: 'No session.' }));
    await expect(client.GET('/api/v1/me')).rejects.toThrow('No session.');
  });

  it('throws a problem when an answer is not JSON', async () => {
    answerRequests(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(client.GET('/api/v1/me')).rejects.toBeInstanceOf(ProblemError);
  });

  it('throws a problem when nothing answers', async () => {
    answerRequests(() => {
      throw new TypeError('Failed to fetch');
    });
    await expect(client.GET('/api/v1/me')).rejects.toMatchObject({
      problem: { slug: 'unreachable' },
    });
  });
});
