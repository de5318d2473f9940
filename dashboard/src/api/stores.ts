import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { isOlder, mergeStore } from '@/lib/storeLists';
import { client, readData } from './client';
import type { Store, StoreCreate } from './types';

export const storesKey = ['stores'] as const;

export function storesQuery(includeDeleted: boolean) {
  return infiniteQueryOptions({
    queryKey: [...storesKey, { includeDeleted }] as const,
    queryFn: ({ pageParam, signal }) =>
      readData(
        client.GET('/api/v1/stores', {
          params: {
            query: {
              include_deleted: includeDeleted,
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    // The list stays while the other filter's is on its way.
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
}

export function storeQuery(id: string) {
  return queryOptions({
    queryKey: ['store', id] as const,
    queryFn: ({ signal }) =>
      readData(client.GET('/api/v1/stores/{store_id}', { params: atStore(id), signal })),
  });
}

/**
 * Write a changed store into everything that shows it, unless something newer is known.
 *
 * @returns the store as it was known before; undefined when it was not.
 */
export function applyStore(queryClient: QueryClient, store: Store): Store | undefined {
  const known = findKnownStore(queryClient, store.id);
  queryClient.setQueryData(storeQuery(store.id).queryKey, (old) =>
    old !== undefined && isOlder(store, old) ? old : store,
  );
  for (const includeDeleted of [false, true]) {
    queryClient.setQueryData(storesQuery(includeDeleted).queryKey, (old) =>
      old === undefined
        ? undefined
        : { ...old, pages: mergeStore(old.pages, store, includeDeleted) },
    );
  }
  return known;
}

function findKnownStore(queryClient: QueryClient, id: string): Store | undefined {
  const lists = [false, true].map((all) => queryClient.getQueryData(storesQuery(all).queryKey));
  const listed = lists.flatMap((list) => list?.pages ?? []).flatMap((page) => page.items);
  return (
    queryClient.getQueryData(storeQuery(id).queryKey) ?? listed.find((store) => store.id === id)
  );
}

export interface CreateRequest {
  readonly body: StoreCreate;
  /** The same for repeated tries of one and the same request. */
  readonly idempotencyKey: string;
}

export function useCreateStore() {
  return useStoreMutation(({ body, idempotencyKey }: CreateRequest) =>
    readData(
      client.POST('/api/v1/stores', {
        body,
        params: { header: { 'idempotency-key': idempotencyKey } },
      }),
    ),
  );
}

export function useDeleteStore() {
  return useStoreMutation((id: string) =>
    readData(client.DELETE('/api/v1/stores/{store_id}', { params: atStore(id) })),
  );
}

export function useRetryStore() {
  return useStoreMutation((id: string) =>
    readData(client.POST('/api/v1/stores/{store_id}/retry', { params: atStore(id) })),
  );
}

/** Asks for a test order; its answer arrives as `store.verification` with at least this number. */
export function useVerifyStore() {
  return useMutation({
    mutationFn: (id: string) =>
      readData(client.POST('/api/v1/stores/{store_id}/verify', { params: atStore(id) })),
  });
}

/** Asks for an isolation test; answered by `store.isolation` with at least this number. */
export function useCheckIsolation() {
  return useMutation({
    mutationFn: (id: string) =>
      readData(client.POST('/api/v1/stores/{store_id}/isolation', { params: atStore(id) })),
  });
}

/** Makes a link that signs in to the shop's admin once (an audited act); it is not kept. */
export function useCreateSignInLink() {
  return useMutation({
    mutationFn: (id: string) =>
      readData(client.POST('/api/v1/stores/{store_id}/login', { params: atStore(id) })),
    gcTime: 0,
  });
}

/** Reveals credentials (an audited act). They are dropped when the last reader unmounts. */
export function useRevealCredentials() {
  return useMutation({
    mutationFn: (id: string) =>
      readData(client.POST('/api/v1/stores/{store_id}/credentials', { params: atStore(id) })),
    gcTime: 0,
  });
}

function useStoreMutation<V>(mutationFn: (variables: V) => Promise<Store>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (store) => {
      applyStore(queryClient, store);
    },
  });
}

function atStore(id: string) {
  return { path: { store_id: id } };
}
