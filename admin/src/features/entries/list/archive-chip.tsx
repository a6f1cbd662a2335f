import { Archive, X } from 'lucide-react';
import { Button } from '@/ui/button';

/** Says that the list is that of the archive, with the way back. */
export function ArchiveChip({ onLeave }: { onLeave: () => void }) {
  return (
    <div className="flex shrink-0 items-center gap-2 px-4 pb-2.5">
      <span className="flex h-7 items-center overflow-hidden rounded-md border border-line-strong bg-surface text-xs shadow-1">
        <Archive className="ml-2 size-3.5 text-fg-3" aria-hidden />
        <span className="px-2 font-medium">The archive</span>
        <Button variant="ghost" size="sm" square aria-label="Leave the archive" onClick={onLeave} className="!rounded-none border-l border-line -outline-offset-2">
          <X className="!size-3.5" />
        </Button>
      </span>
    </div>
  );
}
