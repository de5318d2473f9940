import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import { Announcer } from '@/components/Announcer';
import { buildQueryClient } from './queryClient';
import { router } from './router';
import { theme } from './theme';

const queryClient = buildQueryClient();

interface Props {
  /** What the Content-Security-Policy demands of each style element. */
  readonly nonce: string;
}

export function App({ nonce }: Props) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queryClient}>
        <Announcer>
          <RouterProvider router={router} />
        </Announcer>
      </QueryClientProvider>
    </MantineProvider>
  );
}
