import type { EntrySummary } from '@/api/entries';
import { cn } from '@/lib/cn';
import { Thumbnail } from '../parts/thumbnail';
import { assetFacts } from './asset-facts';

type Props = { entry: EntrySummary; selected: boolean; onClick: () => void };

/** A file as a tile: its picture, name and facts. */
export function AssetTile({ entry, selected, onClick }: Props) {
  const { asset } = entry;
  return (
    <li>
      <button
        type="button"
        aria-pressed={selected}
        onClick={onClick}
        className={cn(
          'block w-full overflow-hidden rounded-lg border bg-surface text-left shadow-1 transition-shadow hover:shadow-2',
          selected ? 'border-accent ring-2 ring-accent' : 'border-line hover:border-line-strong',
        )}
      >
        <Thumbnail asset={asset} title={entry.title} className="!block aspect-[4/3] w-full !rounded-none !ring-0 [&:is(span)]:!grid" />
        <span className="block border-t border-line px-2.5 py-2">
          <span className="block truncate text-sm font-[550]">{entry.title}</span>
          {asset?.state === 'FAILED' ? (
            <span className="block truncate text-xs font-medium text-red">Could not be read</span>
          ) : (
            <span className="block truncate text-xs text-fg-3">{asset ? assetFacts(asset) : ''}</span>
          )}
        </span>
      </button>
    </li>
  );
}
