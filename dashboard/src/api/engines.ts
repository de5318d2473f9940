import { queryOptions, useQuery } from '@tanstack/react-query';
import { client, readData } from './client';
import type { Engine } from './types';

export const enginesQuery = queryOptions({
  queryKey: ['engines'],
  queryFn: ({ signal }) => readData(client.GET('/api/v1/engines', { signal })),
  staleTime: 5 * 60_000,
  select: (answer) => answer.items,
});

/** An engine; undefined until the engines are known, and for one that is no longer offered. */
export function useEngine(name: string): Engine | undefined {
  return useQuery(enginesQuery).data?.find((engine) => engine.name === name);
}

/** An engine's title; its name until the titles are known. */
export function useEngineTitle(name: string): string {
  return useEngine(name)?.title ?? name;
}
