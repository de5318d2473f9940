import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '@/components/EmptyState';

export function NotFoundPage() {
  return (
    <EmptyState
      icon={IconMapQuestion}
      title="Page not found"
      text="Nothing of the dashboard is at this address."
    >
      <Button component={Link} to="/stores">
        All stores
      </Button>
    </EmptyState>
  );
}
