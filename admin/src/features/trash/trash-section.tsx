import { useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ASSET, listName, type Model } from '@/api/models';
import { trashQuery, type Trashed } from '@/api/trash';
import { formatNumber } from '@/lib/format';
import { Button } from '@/ui/button';
import { Failure } from '@/ui/failure';
import { TrashRow } from './trash-row';
import type { Trash } from './use-trash';

type Props = { model: Model; trash: Trash; onPurge: (entry: Trashed) => void };

/** What is in the trash of one model; nothing is shown of one that has none there. */
export function TrashSection({ model, trash, onPurge }: Props) {
  const query = useInfiniteQuery(trashQuery(model.apiId));
  const [now] = useState(() => Date.now());
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <div className="skeleton mb-8 h-14" />;
  const entries = query.data.pages.flatMap((page) => page.nodes);
  if (entries.length === 0) return null;
  const total = query.data.pages[0]?.totalCount;
  const name = model.apiId === ASSET ? 'Media' : listName(model);
  return (
    <section className="mb-8" aria-label={name}>
      <h2 className="mb-2 flex items-baseline gap-2 text-sm font-semibold">
        {name}
        {total != null && <span className="text-xs font-normal text-fg-3 tabular-nums">{formatNumber(total)}</span>}
      </h2>
      <ul className="overflow-hidden rounded-lg border border-line bg-surface">
        {entries.map((entry) => (
          <TrashRow
            key={entry.id}
            entry={entry}
            now={now}
            busy={trash.restore.isPending && trash.restore.variables.id === entry.id}
            onRestore={() => trash.restore.mutate(entry)}
            onPurge={() => onPurge(entry)}
          />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button className="mt-2 w-full" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}
