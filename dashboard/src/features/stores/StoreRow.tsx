import { Link } from 'react-router';
import { useEngineTitle } from '@/api/engines';
import type { Store } from '@/api/types';
import { ExternalLink } from '@/components/ExternalLink';
import { PhaseBadge } from '@/components/PhaseBadge';
import { StaleMark } from '@/components/StaleMark';
import { TimeAgo } from '@/components/TimeAgo';
import { countDone, deriveChecklist } from '@/lib/checklist';
import { isOpenable } from '@/lib/phases';
import classes from './StoreRow.module.css';

export function StoreRow({ store }: { readonly store: Store }) {
  const engine = useEngineTitle(store.engine);
  return (
    <li className={classes.row} data-going={store.phase === 'Deleted' || undefined}>
      <Link to={`/stores/${store.id}`} className={classes.name}>
        {store.name}
      </Link>
      <div className={classes.address}>
        <span>
          {isOpenable(store.phase) && store.url ? (
            <ExternalLink href={store.url} />
          ) : (
            describeProgress(store)
          )}
        </span>
      </div>
      <div className={classes.state}>
        <PhaseBadge phase={store.phase} />
        {store.stale ? <StaleMark observedAt={store.observed_at} /> : null}
      </div>
      <div className={classes.engine}>
        {engine}
        <span className={classes.plan}>{store.plan}</span>
      </div>
      <div className={classes.age}>
        <TimeAgo at={store.deleted_at ?? store.created_at} />
      </div>
    </li>
  );
}

/** One line under the name of a store that cannot be opened: where it stands or what it lacks. */
function describeProgress(store: Store): string {
  if (store.phase !== 'Provisioning') return store.phase_reason;
  const { done, all } = countDone(deriveChecklist(store));
  return `Step ${Math.min(done + 1, all)} of ${all}: ${store.phase_reason}`;
}
