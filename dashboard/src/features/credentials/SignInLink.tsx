import { Button } from '@mantine/core';
import { IconArrowUpRight, IconLogin2 } from '@tabler/icons-react';
import { ProblemAlert } from '@/components/ProblemAlert';
import classes from './AdminPanel.module.css';
import { useSignInTab } from './useSignInTab';

/** Signs the merchant in to the shop's admin in a new tab, without a password. */
export function SignInLink({ storeId }: { readonly storeId: string }) {
  const link = useSignInTab(storeId);
  return (
    <div className={classes.signIn}>
      {link.error === null ? null : <ProblemAlert error={link.error} />}
      {link.blockedUrl === null ? (
        <Button
          fullWidth
          leftSection={<IconLogin2 size={18} aria-hidden />}
          loading={link.pending}
          onClick={() => void link.open()}
        >
          Sign in to the shop’s admin
        </Button>
      ) : (
        <BlockedTab url={link.blockedUrl} onUse={link.forget} />
      )}
      <p className={classes.hint}>
        Opens a new tab with a link that works once and for two minutes. The audit log notes it.
      </p>
    </div>
  );
}

interface BlockedTabProps {
  readonly url: string;
  readonly onUse: () => void;
}

/** The link to click on, where the browser does not open tabs by itself. */
function BlockedTab({ url, onUse }: BlockedTabProps) {
  return (
    <div role="status">
      <p className={classes.note}>The browser did not allow a new tab. Open the link yourself:</p>
      <Button
        component="a"
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        fullWidth
        rightSection={<IconArrowUpRight size={16} aria-hidden />}
        onClick={() => {
          // The click has to reach the browser before the link goes.
          setTimeout(onUse, 0);
        }}
      >
        Open the shop’s admin
      </Button>
    </div>
  );
}
