import { queryOptions, useQuery } from '@tanstack/react-query';
import { client, readData } from './client';

export const enginesQuery = queryOptions({
  queryKey: ['engines'],
  queryFn: ({ signal }) => readData(client.GET('/api/v1/engines', { signal })),
  staleTime: 5 * 60_000,
  select: (answer) => answer.items,
});

/** An engine's title; its name until the titles are known. */
export function useEngineTitle(name: string): string {
  const engines = useQuery(enginesQuery);
  return engines.data?.find((engine) => engine.name === name)?.title ?? name;
}
