import { IconAlertTriangle } from '@tabler/icons-react';
import type { Verification } from '@/api/types';
import { TimeAgo } from '@/components/TimeAgo';
import { formatTotal } from '@/lib/money';
import classes from './TestOrderPanel.module.css';

/** What the latest test order showed. */
export function OrderOutcome({ verification }: { readonly verification: Verification | null }) {
  if (verification === null) {
    return (
      <p className={classes.note}>
        Buys the way a shopper does, through the public address, then cancels the order.
      </p>
    );
  }
  if (!verification.ok) return <Refused verification={verification} />;
  const { order_number: number, total, currency, at } = verification;
  return (
    <div className={classes.order}>
      <span className={classes.number}>Order #{(number ?? '').replace(/^#/, '')}</span>
      {total && currency ? (
        <span className={classes.total}>{formatTotal(total, currency)}</span>
      ) : null}
      <span className={classes.meta}>
        Placed and cancelled <TimeAgo at={at} />
      </span>
    </div>
  );
}

function Refused({ verification }: { readonly verification: Verification }) {
  return (
    <div className={classes.refused}>
      <IconAlertTriangle size={18} role="img" aria-label="Failed" />
      <div>
        <p className={classes.message}>{verification.message}</p>
        <span className={classes.meta}>
          <TimeAgo at={verification.at} />
        </span>
      </div>
    </div>
  );
}
