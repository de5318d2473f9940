import { queryOptions } from '@tanstack/react-query';
import { client, readData } from './client';

/** How many more stores fit into the cluster. */
export const capacityQuery = queryOptions({
  queryKey: ['capacity'],
  queryFn: ({ signal }) => readData(client.GET('/api/v1/capacity', { signal })),
  staleTime: 10_000,
});
