/** Problem details (RFC 9457) as the API sends them, and what stands in when it could not. */
export interface Problem {
  readonly slug: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly remedy: string | null;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

const TYPE_PREFIX = 'urn:store-orchestrator:problem:';

/** Read an answer that was not a success. Total: anything unknown becomes a problem, too. */
export function parseProblem(status: number, body: unknown): Problem {
  if (!isRecord(body) || typeof body.title !== 'string') return describeForeign(status);
  const type = textOr(body.type, '');
  return {
    slug: type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : type,
    title: body.title,
    status,
    detail: textOr(body.detail, body.title),
    remedy: textOr(body.remedy, '') || null,
    errors: Array.isArray(body.errors) ? body.errors.flatMap(parseFieldError) : [],
  };
}

/** The request did not reach the API, or no answer came back. */
export function describeUnreachable(): Problem {
  return {
    slug: 'unreachable',
    title: 'The server cannot be reached',
    status: 0,
    detail: 'The request did not reach the API, or its answer was lost.',
    remedy: 'Check that the platform runs and that this machine is connected, then try again.',
    errors: [],
  };
}

/** Any thrown value as a problem, for places that must show something. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    slug: 'unexpected',
    title: 'Something went wrong in the dashboard',
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
    remedy: 'Reload the page. If it happens again, report what you did.',
    errors: [],
  };
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}

/**
 * Messages by form field. A server's path such as `body.name` counts for its last part;
 * a name that is in use is the name field's fault even when the server names no field.
 */
export function collectFieldErrors<F extends string>(
  problem: Problem,
  fields: readonly F[],
): Partial<Record<F, string>> {
  const found: Partial<Record<F, string>> = {};
  for (const { field, message } of problem.errors) {
    const last = field.split(/[./]/).at(-1);
    const known = fields.find((candidate) => candidate === last);
    if (known !== undefined) found[known] ??= message;
  }
  const name = fields.find((candidate) => candidate === 'name');
  if (problem.slug === 'name-in-use' && name !== undefined) found[name] ??= problem.detail;
  return found;
}

function describeForeign(status: number): Problem {
  return {
    slug: 'foreign',
    title: 'The server gave an answer that is not the API’s',
    status,
    detail: `The answer had status ${status} and no problem document.`,
    remedy: 'The API may be starting, or a proxy answered instead. Try again in a moment.',
    errors: [],
  };
}

function parseFieldError(item: unknown): { field: string; message: string }[] {
  if (!isRecord(item)) return [];
  const { field, message } = item;
  return typeof field === 'string' && typeof message === 'string' ? [{ field, message }] : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
