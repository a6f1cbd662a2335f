import type { EntrySummary } from '@/api/entries';
import { ASSET } from '@/api/models';
import { StatusBadge } from './status-badge';
import { Thumbnail } from './thumbnail';

/** One line for an entry: title and state, of assets the picture. */
export function EntryLabel({ entry }: { entry: EntrySummary }) {
  return (
    <>
      {entry.asset && <Thumbnail asset={entry.asset} title={entry.title} className="h-7 w-10" />}
      <span className="min-w-0 flex-1 truncate text-sm font-medium">{entry.title}</span>
      {entry.model !== ASSET && <StatusBadge status={entry.status} quiet />}
    </>
  );
}
