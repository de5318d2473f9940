import { useState } from 'react';
import { useCreateSignInLink } from '@/api/stores';
import { openLaterTab } from '@/lib/laterTab';

/** Makes a sign-in link and opens it in a new tab; keeps it only where no tab could be opened. */
export function useSignInTab(storeId: string) {
  const [blockedUrl, setBlockedUrl] = useState<string | null>(null);
  const create = useCreateSignInLink();

  async function open() {
    const tab = openLaterTab('Signing in to the shop’s admin…');
    try {
      const { url } = await create.mutateAsync(storeId);
      if (tab === null) setBlockedUrl(url);
      else tab.show(url);
      // Whoever has the link is the admin: nothing keeps it any longer.
      create.reset();
    } catch {
      tab?.close(); // The reason is in `error`.
    }
  }

  return {
    open,
    pending: create.isPending,
    error: create.error,
    /** The link, for a click on it, when the browser does not allow new tabs. */
    blockedUrl,
    forget: () => {
      setBlockedUrl(null);
    },
  };
}
