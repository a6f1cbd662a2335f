import type { Status } from '@/api/entries';
import { cn } from '@/lib/cn';

export const statuses: Record<Status, { label: string; soft: string; dot: string }> = {
  DRAFT: { label: 'Draft', soft: 'bg-amber-soft text-amber', dot: 'bg-amber-dot' },
  CHANGED: { label: 'Changed', soft: 'bg-blue-soft text-blue', dot: 'bg-blue-dot' },
  PUBLISHED: { label: 'Published', soft: 'bg-green-soft text-green', dot: 'bg-green-dot' },
  ARCHIVED: { label: 'Archived', soft: 'bg-sunken text-fg-2', dot: 'bg-fg-3' },
  TRASHED: { label: 'In the trash', soft: 'bg-sunken text-fg-2', dot: 'bg-fg-3' },
};

/** The state of an entry; `quiet` shows it as a dot and a word, without a coloured ground. */
export function StatusBadge({ status, quiet }: { status: Status; quiet?: boolean }) {
  const { label, soft, dot } = statuses[status];
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap',
        quiet ? 'text-fg-2' : ['h-[22px] rounded-full px-2', soft],
      )}
    >
      <span className={cn('size-1.5 rounded-full', dot)} />
      {label}
    </span>
  );
}
