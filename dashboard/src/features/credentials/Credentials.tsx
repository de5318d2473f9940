import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useRevealCredentials } from '@/api/stores';
import { Facts } from '@/components/Facts';
import { ProblemAlert } from '@/components/ProblemAlert';
import { CredentialFact } from './CredentialFact';
import classes from './AdminPanel.module.css';

/** The merchant's log-in, on demand. Nothing is kept once it is hidden or left. */
export function Credentials({ storeId }: { readonly storeId: string }) {
  const reveal = useRevealCredentials();
  const shown = reveal.data?.items;
  return (
    <>
      {reveal.isError ? <ProblemAlert error={reveal.error} /> : null}
      {shown === undefined ? (
        <>
          <Button
            variant="default"
            fullWidth
            leftSection={<IconEye size={16} aria-hidden />}
            loading={reveal.isPending}
            onClick={() => {
              reveal.mutate(storeId);
            }}
          >
            Reveal credentials
          </Button>
          <p className={classes.hint}>Showing them is recorded in the audit log.</p>
        </>
      ) : (
        <>
          <Facts>
            {shown.map((credential) => (
              <CredentialFact key={credential.name} credential={credential} />
            ))}
          </Facts>
          <Button
            variant="default"
            fullWidth
            mt="md"
            leftSection={<IconEyeOff size={16} aria-hidden />}
            onClick={reveal.reset}
          >
            Hide credentials
          </Button>
        </>
      )}
    </>
  );
}
