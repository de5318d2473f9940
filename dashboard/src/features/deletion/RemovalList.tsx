import { IconCheck, IconLoader2 } from '@tabler/icons-react';
import { formatClock, formatFull } from '@/lib/ages';
import { describeKind, sortItems, type ReceiptItem } from '@/lib/removals';
import classes from './RemovalList.module.css';

/** Each object that deletion must see gone: what is still there, and when the others went. */
export function RemovalList({ items }: { readonly items: readonly ReceiptItem[] }) {
  return (
    <ul className={classes.items}>
      {sortItems(items).map((item) => (
        <li key={item.uid} className={classes.item} data-gone={item.gone_at !== null || undefined}>
          {item.gone_at === null ? (
            <IconLoader2 size={16} className={classes.turning} aria-hidden />
          ) : (
            <IconCheck size={16} stroke={2.4} aria-hidden />
          )}
          <div className={classes.what}>
            <span className={classes.kind}>{describeKind(item.kind)}</span>
            <span className={classes.name}>{item.name}</span>
            {item.gone_at === null || item.proof === '' ? null : (
              <span className={classes.proof}>{item.proof}</span>
            )}
          </div>
          {item.gone_at === null ? (
            <span className={classes.when}>still there</span>
          ) : (
            <time className={classes.when} dateTime={item.gone_at} title={formatFull(item.gone_at)}>
              gone {formatClock(item.gone_at)}
            </time>
          )}
        </li>
      ))}
    </ul>
  );
}
