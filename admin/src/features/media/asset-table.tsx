import type { EntryRow } from '@/api/entries';
import { assetFacts } from '@/fields/asset/asset-facts';
import { Thumbnail } from '@/fields/parts/thumbnail';
import { cn } from '@/lib/cn';
import { ago, formatMoment } from '@/lib/format';

type Props = { rows: EntryRow[]; chosen?: string; onChoose: (id: string) => void };

/** The files as lines. */
export function AssetTable({ rows, chosen, onChoose }: Props) {
  return (
    <ul className="-mx-2">
      {rows.map((row) => (
        <li key={row.id} className="border-b border-line last:border-0">
          <button
            type="button"
            aria-pressed={row.id === chosen}
            onClick={() => onChoose(row.id)}
            className={cn(
              'flex w-full items-center gap-3 rounded-md px-2 py-2 text-left text-sm -outline-offset-2',
              row.id === chosen ? 'bg-accent-soft' : 'hover:bg-hover',
            )}
          >
            <Thumbnail asset={row.asset} title={row.title} className="h-9 w-13" />
            <span className="min-w-0 flex-1 truncate font-[550]">{row.title}</span>
            <span className="w-52 truncate text-fg-2 max-md:hidden">{row.asset ? assetFacts(row.asset) : ''}</span>
            <span className="w-28 truncate text-right text-fg-2 max-sm:hidden" title={formatMoment(row.createdAt)}>
              {ago(row.createdAt)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
