import { RotateCw, TriangleAlert } from 'lucide-react';
import { Button } from './button';
import { EmptyState } from './empty-state';

/** What stands in place of something that could not be loaded. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const message = error instanceof Error ? error.message : 'Something went wrong.';
  const retry = onRetry && (
    <Button onClick={onRetry}>
      <RotateCw />
      Try again
    </Button>
  );
  return (
    <EmptyState icon={<TriangleAlert />} title="This could not be loaded" action={retry}>
      {message}
    </EmptyState>
  );
}
