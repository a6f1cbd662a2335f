import type { ReactNode } from 'react';
import { CircleCheck, CircleOff, Trash2, X } from 'lucide-react';
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
  drafts: boolean;
  progress: { done: number; of: number } | null;
  onAction: (action: BulkAction) => void;
  onClear: () => void;
};

/** What can be done with the selected rows. */
export function BulkBar({ selected, drafts, progress, onAction, onClear }: Props) {
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
        {progress ? `${progress.done} of ${progress.of}…` : `${formatNumber(selected)} selected`}
      </span>
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
      <Action icon={<X aria-label="Clear the selection" />} disabled={busy} onClick={onClear}>
        <span className="sr-only">Clear the selection</span>
      </Action>
    </div>
  );
}
