import { Skeleton, VisuallyHidden } from '@mantine/core';
import classes from './StoreList.module.css';

const ROWS = ['first', 'second', 'third'];

export function StoreListSkeleton() {
  return (
    <div className={classes.list} role="status">
      <VisuallyHidden>Loading stores</VisuallyHidden>
      {ROWS.map((row) => (
        <div key={row} className={classes.skeleton} aria-hidden>
          <div>
            <Skeleton height={14} width={150} mb={10} />
            <Skeleton height={11} width={230} maw="50vw" />
          </div>
          <Skeleton height={26} width={92} radius="xl" ml="auto" />
        </div>
      ))}
    </div>
  );
}
