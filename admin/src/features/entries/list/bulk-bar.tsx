import type { ReactNode } from 'react';
import { CircleCheck, CircleOff, Square, Trash2, X } from 'lucide-react';
import { useCan } from '@/api/can';
import { formatNumber } from '@/lib/format';
import type { BulkAction } from './use-bulk';

type ActionProps = { icon: ReactNode; disabled: boolean; onClick: () => void; children: ReactNode };

function Action({ icon, disabled, onClick, children }: ActionProps) {
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onClick}
      className="flex h-8 items-center gap-1.5 rounded-md px-2.5 font-medium hover:bg-white/10 disabled:opacity-50 dark:hover:bg-black/10 [&_svg]:size-4"
    >
      {icon}
      <span className="max-sm:sr-only">{children}</span>
    </button>
  );
}

type Props = {
  selected: number;
  /** How many there are in the list, if more can be selected. */
  all: number | null;
  onAll: () => void;
  drafts: boolean;
  progress: { done: number; of: number } | null;
  /** Stops what is going on; null where that cannot be stopped. */
  onCancel: (() => void) | null;
  onAction: (action: BulkAction) => void;
  onClear: () => void;
};

/** How far something is; how much there is to do is not known at first. */
export function progressText({ done, of }: { done: number; of: number }): string {
  return of > 0 ? `${formatNumber(done)} of ${formatNumber(of)}…` : 'Looking…';
}

/** What can be done with the selected rows. */
export function BulkBar({ selected, all, onAll, drafts, progress, onCancel, onAction, onClear }: Props) {
  const mayPublish = useCan('publish') && drafts;
  const mayDelete = useCan('delete');
  const busy = progress !== null;
  return (
    <div
      role="region"
      aria-label="Selected entries"
      className="absolute bottom-5 left-1/2 z-20 flex w-max max-w-[calc(100%-16px)] -translate-x-1/2 items-center gap-1 rounded-xl bg-ink p-1.5 pl-3.5 text-sm text-on-ink shadow-3"
    >
      <span aria-live="polite" className="font-medium whitespace-nowrap tabular-nums">
        {progress ? progressText(progress) : `${formatNumber(selected)} selected`}
      </span>
      {all !== null && !busy && (
        <button type="button" onClick={onAll} className="ml-1.5 font-medium whitespace-nowrap underline underline-offset-2">
          Select all {formatNumber(all)}
        </button>
      )}
      <span className="mx-1.5 h-5 w-px bg-current opacity-20" />
      {mayPublish && (
        <>
          <Action icon={<CircleCheck />} disabled={busy} onClick={() => onAction('publish')}>
            Publish
          </Action>
          <Action icon={<CircleOff />} disabled={busy} onClick={() => onAction('unpublish')}>
            Unpublish
          </Action>
        </>
      )}
      {mayDelete && (
        <Action icon={<Trash2 />} disabled={busy} onClick={() => onAction('delete')}>
          Delete
        </Action>
      )}
      {busy && onCancel ? (
        <Action icon={<Square />} disabled={false} onClick={onCancel}>
          Stop
        </Action>
      ) : (
        <Action icon={<X aria-label="Clear the selection" />} disabled={busy} onClick={onClear}>
          <span className="sr-only">Clear the selection</span>
        </Action>
      )}
    </div>
  );
}
