import { VisuallyHidden } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { AnnounceContext } from '@/lib/announcer';

/** Provides the one polite live region of the dashboard. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [sentence, setSentence] = useState('');
  return (
    <AnnounceContext value={setSentence}>
      {children}
      <VisuallyHidden role="status" aria-live="polite">
        {sentence}
      </VisuallyHidden>
    </AnnounceContext>
  );
}
