import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import { summaryQuery } from '@/api/entries';
import { EntryLabel } from '../parts/entry-label';

/** One entry that is referred to, with a link to it. */
export function ReferenceRow({ id }: { id: string }) {
  const { data: entry, isPending } = useQuery(summaryQuery(id));
  if (isPending) return <span className="skeleton h-4 flex-1" />;
  if (!entry) return <span className="min-w-0 flex-1 truncate text-sm text-fg-3">An entry that is gone ({id})</span>;
  return (
    <>
      <EntryLabel entry={entry} />
      <Link
        to="/content/$model/$id"
        params={{ model: entry.model, id: entry.id }}
        aria-label={`Open ${entry.title}`}
        title="Open"
        className="grid size-7 shrink-0 place-items-center rounded-md text-fg-2 hover:bg-hover hover:text-fg"
      >
        <ExternalLink className="size-4" />
      </Link>
    </>
  );
}

/** The id that a reference holds. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' ? id : null;
}
