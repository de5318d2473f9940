import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useRevealCredentials } from '@/api/stores';
import { Facts } from '@/components/Facts';
import { Panel } from '@/components/Panel';
import { ProblemAlert } from '@/components/ProblemAlert';
import { CredentialFact } from './CredentialFact';
import classes from './CredentialsPanel.module.css';

/** The merchant's log-in, on demand. Nothing is kept once the panel is hidden or left. */
export function CredentialsPanel({ storeId }: { readonly storeId: string }) {
  const reveal = useRevealCredentials();
  const shown = reveal.data?.items;
  return (
    <Panel
      title="Credentials"
      action={
        shown === undefined ? null : (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconEyeOff size={15} aria-hidden />}
            onClick={reveal.reset}
          >
            Hide
          </Button>
        )
      }
    >
      {reveal.isError ? <ProblemAlert error={reveal.error} /> : null}
      {shown === undefined ? (
        <>
          <p className={classes.note}>Showing them is recorded in the audit log.</p>
          <Button
            variant="default"
            leftSection={<IconEye size={16} aria-hidden />}
            loading={reveal.isPending}
            onClick={() => {
              reveal.mutate(storeId);
            }}
          >
            Reveal credentials
          </Button>
        </>
      ) : (
        <Facts>
          {shown.map((credential) => (
            <CredentialFact key={credential.name} credential={credential} />
          ))}
        </Facts>
      )}
    </Panel>
  );
}
