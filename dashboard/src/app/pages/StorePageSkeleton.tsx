import { Skeleton, VisuallyHidden } from '@mantine/core';
import classes from './StorePage.module.css';

export function StorePageSkeleton() {
  return (
    <div role="status">
      <VisuallyHidden>Loading the store</VisuallyHidden>
      <Skeleton height={14} width={70} mb={18} />
      <Skeleton height={30} width={240} maw="70%" mb={40} />
      <div className={classes.columns} aria-hidden>
        <Skeleton height={330} radius="lg" />
        <Skeleton height={190} radius="lg" className={classes.side ?? ''} />
      </div>
    </div>
  );
}
