import { Link } from '@tanstack/react-router';
import { ExternalLink, X } from 'lucide-react';
import type { EntrySummary } from '@/api/entries';
import { ASSET } from '@/api/models';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Thumbnail } from '../parts/thumbnail';
import { assetFacts } from './asset-facts';

type Props = { id: string; name: string; entry: EntrySummary | null; onReplace?: () => void; onRemove?: () => void };

/** The chosen file: its picture, name, facts and what can be done with it. */
export function AssetCard({ id, name, entry, onReplace, onRemove }: Props) {
  return (
    <div className="field-box flex overflow-hidden">
      <Thumbnail asset={entry?.asset} title={entry?.title} className="h-32 w-44 !rounded-none !ring-0 max-sm:w-28" />
      <div className="flex min-w-0 flex-1 flex-col border-l border-line p-3">
        <span className="truncate text-sm font-[550]">{entry?.title ?? 'A file that is gone'}</span>
        {entry?.asset && (
          <>
            {entry.asset.fileName !== entry.title && (
              <span className="truncate text-xs text-fg-2">{entry.asset.fileName}</span>
            )}
            <span className="truncate text-xs text-fg-3">{assetFacts(entry.asset)}</span>
          </>
        )}
        <span className="flex-1" />
        <div className="flex items-center gap-1.5">
          {onReplace && (
            <Button id={id} size="sm" aria-label={`Change ${name}`} onClick={onReplace}>
              Change
            </Button>
          )}
          {entry && (
            <Link
              to="/content/$model/$id"
              params={{ model: ASSET, id: entry.id }}
              aria-label={`Open ${entry.title}`}
              title="Open"
              className="grid size-7 place-items-center rounded-md text-fg-2 hover:bg-hover hover:text-fg"
            >
              <ExternalLink className="size-4" />
            </Link>
          )}
          {onRemove && (
            <IconButton size="sm" label="Remove the file" onClick={onRemove}>
              <X />
            </IconButton>
          )}
        </div>
      </div>
    </div>
  );
}
