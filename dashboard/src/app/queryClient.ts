import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '@/api/session';
import { isUnauthenticated, ProblemError } from '@/lib/problem';

/** Sent out again at most this often, and only when the server may answer differently. */
const MAX_RETRIES = 2;

/** Any answer "not signed in" ends the session here, too: the pages then lead to the sign-in. */
export function buildQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: endExpiredSession }),
    mutationCache: new MutationCache({ onError: endExpiredSession }),
    defaultOptions: {
      queries: { staleTime: 10_000, refetchInterval: 60_000, retry: shouldRetry },
      mutations: { retry: false },
    },
  });

  function endExpiredSession(error: Error) {
    if (isUnauthenticated(error)) queryClient.setQueryData(sessionQuery.queryKey, null);
  }

  return queryClient;
}

function shouldRetry(failures: number, error: Error): boolean {
  const transient =
    error instanceof ProblemError && (error.problem.status === 0 || error.problem.status >= 500);
  return transient && failures < MAX_RETRIES;
}
