import { RotateCcw, Trash2 } from 'lucide-react';
import { useCan } from '@/api/can';
import type { Trashed } from '@/api/trash';
import { Thumbnail } from '@/fields/parts/thumbnail';
import { cn } from '@/lib/cn';
import { ago, formatMoment } from '@/lib/format';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { isSoon, leaving } from './leaving';

type Props = { entry: Trashed; now: number; busy: boolean; onRestore: () => void; onPurge: () => void };

/** An entry in the trash: since when, until when, and the ways out. */
export function TrashRow({ entry, now, busy, onRestore, onPurge }: Props) {
  const mayPurge = useCan('administer');
  const mayRestore = useCan('delete', entry.createdBy.id);
  return (
    <li data-trashed={entry.id} className="flex items-center gap-3 border-b border-line px-3 py-2.5 last:border-0 sm:px-4">
      <Thumbnail asset={entry.asset} title={entry.title} className="h-8 w-11 max-sm:hidden" />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-[550]">{entry.title}</p>
        <p className="flex flex-wrap gap-x-3 text-xs text-fg-3">
          {entry.trashedAt && (
            <time dateTime={entry.trashedAt} title={formatMoment(entry.trashedAt)}>
              Deleted {ago(entry.trashedAt, now)}
            </time>
          )}
          {entry.purgeAt && (
            <time
              dateTime={entry.purgeAt}
              title={formatMoment(entry.purgeAt)}
              className={cn(isSoon(entry.purgeAt, now) && 'font-medium text-amber')}
            >
              {leaving(entry.purgeAt, now)}
            </time>
          )}
        </p>
      </div>
      {mayRestore && (
        <Button size="sm" busy={busy} aria-label={`Restore ${entry.title}`} data-restore onClick={onRestore}>
          <RotateCcw />
          <span className="max-sm:sr-only">Restore</span>
        </Button>
      )}
      {mayPurge && (
        <IconButton size="sm" label={`Remove ${entry.title} for good`} disabled={busy} data-purge onClick={onPurge}>
          <Trash2 />
        </IconButton>
      )}
    </li>
  );
}
