import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Failure } from '@/ui/failure';
import { Panel } from './panel';

/** Rows in the shape of what is still on its way. */
export function RowsSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <Panel>
      <div role="status">
        <span className="sr-only">Loading</span>
        {Array.from({ length: rows }, (_, i) => (
          <div key={i} className="flex items-center gap-3 border-b border-line px-4 py-3.5 last:border-0">
            <div className="skeleton size-7 !rounded-full" />
            <div className="skeleton h-3.5 w-2/5" />
            <div className="flex-1" />
            <div className="skeleton h-3.5 w-20" />
          </div>
        ))}
      </div>
    </Panel>
  );
}

type Props<T> = { query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** What a query gave, or that it is on its way, or why it could not be loaded. */
export function Loaded<T>({ query, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <RowsSkeleton />;
}
