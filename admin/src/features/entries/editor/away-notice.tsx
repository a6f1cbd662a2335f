import type { ReactNode } from 'react';
import { Archive, Trash2 } from 'lucide-react';
import { useCan } from '@/api/can';
import type { Entry } from '@/api/entries';
import { formatMoment } from '@/lib/format';
import { Button } from '@/ui/button';
import type { Lifecycle } from './use-lifecycle';

/** Whether an entry is put away, so that nobody changes it: in the archive, or in the trash. */
export function isAway(entry: Pick<Entry, 'status'>): boolean {
  return entry.status === 'ARCHIVED' || entry.status === 'TRASHED';
}

type BarProps = { icon: ReactNode; text: string; action: string; busy: boolean; onClick?: () => void };

function Bar({ icon, text, action, busy, onClick }: BarProps) {
  return (
    <div className="mb-6 flex flex-wrap items-center gap-3 rounded-md border border-line bg-sunken px-4 py-3 text-sm text-fg-2 [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      <p className="min-w-48 flex-1">{text}</p>
      {onClick && (
        <Button size="sm" busy={busy} onClick={onClick}>
          {action}
        </Button>
      )}
    </div>
  );
}

/** Says why nothing can be written, with the way out of it. */
export function AwayNotice({ entry, lifecycle }: { entry: Entry; lifecycle: Lifecycle }) {
  const mayPublish = useCan('publish', entry.createdBy.id);
  const mayDelete = useCan('delete', entry.createdBy.id);
  const { unarchive, restore } = lifecycle;
  if (entry.status === 'TRASHED') {
    const until = entry.purgeAt ? `, and goes for good on ${formatMoment(entry.purgeAt)}` : '';
    return (
      <Bar
        icon={<Trash2 aria-hidden />}
        text={`This is in the trash${until}.`}
        action="Restore"
        busy={restore.isPending}
        onClick={mayDelete ? () => restore.mutate(entry.id) : undefined}
      />
    );
  }
  if (entry.status !== 'ARCHIVED') return null;
  return (
    <Bar
      icon={<Archive aria-hidden />}
      text="This is in the archive: it is not live, lists leave it out, and nobody changes it."
      action="Take out of the archive"
      busy={unarchive.isPending}
      onClick={mayPublish ? () => unarchive.mutate({ id: entry.id, live: false }) : undefined}
    />
  );
}
