import { Check, GitCommitVertical } from 'lucide-react';
import type { Entry } from '@/api/entries';
import type { Revision } from '@/api/history';
import { cn } from '@/lib/cn';
import { ago, formatMoment } from '@/lib/format';
import { Avatar } from '@/ui/avatar';

type RowProps = { revision: Revision; chosen: boolean; other: boolean; onChoose: () => void };

function RevisionRow({ revision, chosen, other, onChoose }: RowProps) {
  const { version, published, createdBy, createdAt } = revision;
  const Icon = published ? Check : GitCommitVertical;
  return (
    <li>
      <button
        type="button"
        data-revision={version}
        aria-current={chosen || undefined}
        onClick={onChoose}
        className={cn(
          'flex w-full items-start gap-3 rounded-md px-3 py-2 text-left text-sm',
          chosen ? 'bg-accent-soft' : 'hover:bg-hover',
        )}
      >
        <Avatar name={createdBy.name} size={22} />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-1.5 font-[550]">
            Version {version}
            {other && <span className="rounded-sm bg-sunken px-1.5 text-2xs font-medium text-fg-2">compared with</span>}
          </span>
          <span className="block truncate text-xs text-fg-2">
            {createdBy.name}, <time dateTime={createdAt} title={formatMoment(createdAt)}>{ago(createdAt)}</time>
          </span>
        </span>
        <span className={cn('mt-0.5 inline-flex items-center gap-1 text-2xs font-medium', published ? 'text-green' : 'text-fg-3')}>
          <Icon className="size-3.5" aria-hidden />
          {published ? 'Published' : 'Checkpoint'}
        </span>
      </button>
    </li>
  );
}

function Now({ entry, drafts }: { entry: Entry; drafts: boolean }) {
  return (
    <div className="mb-1 flex items-start gap-3 px-3 py-2 text-sm">
      <Avatar name={entry.updatedBy.name} size={22} />
      <div className="min-w-0">
        <p className="font-[550]">{drafts ? 'The draft now' : 'As it is now'}</p>
        <p className="truncate text-xs text-fg-2">
          Version {entry.version}, {entry.updatedBy.name},{' '}
          <time dateTime={entry.updatedAt} title={formatMoment(entry.updatedAt)}>{ago(entry.updatedAt)}</time>
        </p>
      </div>
    </div>
  );
}

type Props = {
  entry: Entry;
  drafts: boolean;
  revisions: Revision[];
  chosen: number | null;
  other: number | undefined;
  onChoose: (version: number) => void;
};

/** Who kept which version of the entry, and when; below what it holds now. */
export function RevisionList({ entry, drafts, revisions, chosen, other, onChoose }: Props) {
  return (
    <>
      <Now entry={entry} drafts={drafts} />
      <ol aria-label="Versions" className="flex flex-col gap-0.5">
        {revisions.map((revision) => (
          <RevisionRow
            key={revision.version}
            revision={revision}
            chosen={revision.version === chosen}
            other={revision.version === other}
            onChoose={() => onChoose(revision.version)}
          />
        ))}
      </ol>
    </>
  );
}
