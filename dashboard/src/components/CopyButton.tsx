import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useAnnounce } from '@/lib/announcer';

interface Props {
  readonly value: string;
  /** What is copied, as in "Copy admin URL". */
  readonly what: string;
}

export function CopyButton({ value, what }: Props) {
  const clipboard = useClipboard({ timeout: 2_000 });
  const announce = useAnnounce();
  const failed = clipboard.error !== null;
  const label = failed ? 'The browser does not allow copying' : `Copy ${what}`;

  function copy() {
    clipboard.copy(value);
    announce(`${what} copied`);
  }

  return (
    <Tooltip label={clipboard.copied ? 'Copied' : label} withArrow>
      <ActionIcon variant="subtle" color="gray" size="md" onClick={copy} aria-label={label}>
        {clipboard.copied ? (
          <IconCheck size={16} aria-hidden />
        ) : (
          <IconCopy size={16} aria-hidden />
        )}
      </ActionIcon>
    </Tooltip>
  );
}
