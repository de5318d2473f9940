// In memory only: it is worthless without the HttpOnly session cookie and dies with the page.
let csrfToken: string | null = null;

export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

export function findCsrfToken(): string | null {
  return csrfToken;
}
