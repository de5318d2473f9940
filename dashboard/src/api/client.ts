import createClient, { type Middleware } from 'openapi-fetch';
import { describeUnreachable, parseProblem, ProblemError } from '@/lib/problem';
import { findCsrfToken } from './csrf';
import type { paths } from './schema';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const errorsAndCsrf: Middleware = {
  onRequest({ request }) {
    const token = findCsrfToken();
    if (token !== null && !SAFE_METHODS.has(request.method)) {
      request.headers.set('X-CSRF-Token', token);
    }
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return;
    throw new ProblemError(parseProblem(response.status, await readJson(response)));
  },
  onError() {
    return new ProblemError(describeUnreachable());
  },
};

/** The API of the origin that served this page; the session cookie goes along by itself. */
export const client = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  // Looked up at each request, so that tests can answer instead of the network.
  fetch: (request) => globalThis.fetch(request),
});
client.use(errorsAndCsrf);

/**
 * The data of a successful answer.
 *
 * @throws ProblemError for everything else (from the middleware above).
 */
export async function readData<T>(request: Promise<{ data?: T }>): Promise<T> {
  const { data } = await request;
  if (data === undefined) throw new ProblemError(parseProblem(204, null));
  return data;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null; // Not JSON: parseProblem says so to the reader.
  }
}
