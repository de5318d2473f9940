import { Link, Outlet } from 'react-router';
import type { Me } from '@/api/types';
import { useLiveStores } from '@/api/useLiveStores';
import { ConnectionMark } from '@/components/ConnectionMark';
import { Logo } from '@/components/Logo';
import { ThemeToggle } from '@/components/ThemeToggle';
import { AccountMenu } from '@/features/session/AccountMenu';
import { useAnnounce } from '@/lib/announcer';
import { describePhaseChange } from '@/lib/phases';
import classes from './Shell.module.css';

/** What surrounds every page of a signed-in person; keeps the stores live. */
export function Shell({ me }: { readonly me: Me }) {
  const announce = useAnnounce();
  const connection = useLiveStores((store) => {
    announce(describePhaseChange(store.name, store.phase));
  });
  return (
    <>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to="/stores" className={classes.home} aria-label="Store Orchestrator, stores">
            <Logo />
          </Link>
          <div className={classes.tools}>
            <ConnectionMark state={connection} />
            <ThemeToggle />
            <AccountMenu me={me} />
          </div>
        </div>
      </header>
      {connection === 'lost' ? (
        <div className={classes.lost} role="status">
          The live connection is lost. You see what was last known; trying again.
        </div>
      ) : null}
      <main id="content" className={classes.main}>
        <Outlet />
      </main>
    </>
  );
}
