import { ActionIcon, Group } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { Credential } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { Fact } from '@/components/Facts';
import classes from './AdminPanel.module.css';

/** A fixed mask: its length says nothing about the secret's. */
const MASK = '•'.repeat(12);

/** One credential; a secret stays masked until its own eye is pressed. */
export function CredentialFact({ credential }: { readonly credential: Credential }) {
  const [unmasked, setUnmasked] = useState(!credential.secret);
  const { label, value, secret } = credential;
  return (
    <Fact
      label={label}
      action={
        <Group gap={2} wrap="nowrap">
          {secret ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${unmasked ? 'Mask' : 'Show'} ${label}`}
              onClick={() => {
                setUnmasked(!unmasked);
              }}
            >
              {unmasked ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
            </ActionIcon>
          ) : null}
          <CopyButton value={value} what={label} />
        </Group>
      }
    >
      <span className={classes.value} data-credential={credential.name}>
        {unmasked ? value : MASK}
      </span>
    </Fact>
  );
}
