import { Link } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import type { Usage } from '@/api/usage';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Notice } from '@/ui/notice';
import { EntryLabel } from '../parts/entry-label';
import { hiddenSentence, usageSentence } from './usage-sentence';
import type { Deletion } from './use-deletion';

function UsageRow({ use, onLeave }: { use: Usage['entries'][number]; onLeave: () => void }) {
  const { entry, draft, live, blocking } = use;
  const where = live && draft ? null : live ? 'only what is published' : 'only its draft';
  return (
    <li>
      <Link
        to="/content/$model/$id"
        params={{ model: entry.model, id: entry.id }}
        onClick={onLeave}
        className="flex items-center gap-2 px-5 py-2.5 hover:bg-hover"
      >
        <EntryLabel entry={entry} />
        {where && <span className="shrink-0 text-xs text-fg-3">{where}</span>}
        {blocking && (
          <span className="inline-flex shrink-0 items-center gap-1 rounded-sm bg-red-soft px-1.5 text-2xs font-medium text-red">
            <Lock className="size-3" aria-hidden />
            Needs it
          </span>
        )}
      </Link>
    </li>
  );
}

/** What refers to an entry that somebody is about to delete. */
export function DeletionDialog({ deletion }: { deletion: Deletion }) {
  const { question, busy, confirm, close } = deletion;
  if (!question) return null;
  const { entry, usage } = question;
  const blocked = usage.blocking > 0;
  const hidden = hiddenSentence(usage);
  const footer = (
    <>
      <Button onClick={close}>{blocked ? 'Close' : 'Cancel'}</Button>
      {!blocked && (
        <Button variant="danger" busy={busy} onClick={confirm}>
          Move to the trash
        </Button>
      )}
    </>
  );
  const title = blocked ? `“${entry.title}” cannot be deleted yet` : `Move “${entry.title}” to the trash?`;
  return (
    <Dialog open onOpenChange={close} title={title} footer={footer}>
      <Notice kind={blocked ? 'error' : 'warning'} className="!rounded-none">
        {usageSentence(usage)}
      </Notice>
      <ul aria-label="Entries that refer to it" className="divide-y divide-line">
        {usage.entries.map((use) => (
          <UsageRow key={use.entry.id} use={use} onLeave={close} />
        ))}
      </ul>
      {hidden && <p className="border-t border-line px-5 py-2.5 text-xs text-fg-2">{hidden}</p>}
    </Dialog>
  );
}
