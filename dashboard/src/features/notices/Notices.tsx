import { IconInfoCircle } from '@tabler/icons-react';
import type { Notice } from '@/api/types';
import { Prose } from '@/components/Prose';
import { splitWords } from '@/lib/words';
import classes from './Notices.module.css';

/** What the merchant should know of a store although nothing is wrong with it. */
export function Notices({ notices }: { readonly notices: readonly Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <section aria-label="Good to know">
      <ul className={classes.notices}>
        {notices.map((notice) => (
          <li key={notice.reason} className={classes.notice}>
            <IconInfoCircle size={19} stroke={1.8} aria-hidden />
            <div>
              <h2 className={classes.title}>{splitWords(notice.reason)}</h2>
              <p className={classes.message}>
                <Prose>{notice.message}</Prose>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
