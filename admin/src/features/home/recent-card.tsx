import { Link } from '@tanstack/react-router';
import { StatusBadge } from '@/fields/parts/status-badge';
import { Thumbnail } from '@/fields/parts/thumbnail';
import { ago } from '@/lib/format';
import type { Recent } from './use-recent';

/** An entry that was changed lately. */
export function RecentCard({ row, model }: Recent) {
  const picture = row.references.find((reference) => reference.asset?.thumbnail)?.asset;
  return (
    <Link
      to="/content/$model/$id"
      params={{ model: row.model, id: row.id }}
      className="flex flex-col overflow-hidden rounded-lg border border-line bg-surface shadow-1 transition-shadow hover:border-line-strong hover:shadow-2"
    >
      {picture ? (
        <Thumbnail asset={picture} className="aspect-[16/9] w-full !rounded-none !ring-0" />
      ) : (
        <span className="grid aspect-[16/9] w-full place-items-center bg-sunken text-2xl font-semibold text-fg-3" aria-hidden>
          {row.title.charAt(0).toUpperCase()}
        </span>
      )}
      <span className="flex flex-1 flex-col border-t border-line p-3">
        <span className="mb-1 text-2xs font-medium text-fg-3">{model.name}</span>
        <span className="line-clamp-2 min-h-10 flex-1 text-sm leading-5 font-[550]">{row.title}</span>
        <span className="mt-2.5 flex items-center justify-between gap-2 text-xs text-fg-3">
          {model.drafts ? <StatusBadge status={row.status} quiet /> : <span />}
          {ago(row.updatedAt)}
        </span>
      </span>
    </Link>
  );
}
