import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { isUnauthenticated } from '@/lib/problem';
import { client, readData } from './client';
import { rememberCsrfToken } from './csrf';
import type { Me } from './types';

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: fetchSession,
  staleTime: 5 * 60_000,
});

/** Trades a token for a session cookie. The token is not kept anywhere in the browser. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => client.POST('/api/v1/session', { body: { token } }),
    gcTime: 0,
    onSuccess: () => {
      forgetOthersData(queryClient);
      return queryClient.query({ ...sessionQuery, staleTime: 0 });
    },
  });
}

export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => client.DELETE('/api/v1/session'),
    onSuccess: () => {
      rememberCsrfToken(null);
      queryClient.setQueryData(sessionQuery.queryKey, null);
      forgetOthersData(queryClient);
    },
  });
}

/** What one person has seen is not for the next one on this screen. */
function forgetOthersData(queryClient: QueryClient): void {
  const [session] = sessionQuery.queryKey;
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== session });
}

async function fetchSession(): Promise<Me | null> {
  try {
    const me = await readData(client.GET('/api/v1/me'));
    rememberCsrfToken(me.csrf_token ?? null);
    return me;
  } catch (error) {
    if (isUnauthenticated(error)) return null;
    throw error;
  }
}
