import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconLogout } from '@tabler/icons-react';
import { useSignOut } from '@/api/session';
import type { Me } from '@/api/types';
import classes from './AccountMenu.module.css';

/** Who is signed in, for which tenant, and the way out. */
export function AccountMenu({ me }: { readonly me: Me }) {
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.target ?? ''} aria-label={`Account of ${me.user.name}`}>
          <span className={classes.initial} aria-hidden>
            {me.user.name.charAt(0).toUpperCase()}
          </span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <span className={classes.name}>{me.user.name}</span>
          <span className={classes.tenant}>
            {me.user.role} of {me.tenant.name}
          </span>
        </div>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={signOut.isPending}
          onClick={() => {
            signOut.mutate();
          }}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
