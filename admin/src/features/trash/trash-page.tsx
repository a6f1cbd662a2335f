import { useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useCan } from '@/api/can';
import { schemaQuery, type Model } from '@/api/models';
import type { Trashed } from '@/api/trash';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { PageHeader } from '@/ui/page-header';
import { TrashSection } from './trash-section';
import { useRowKeys } from './use-row-keys';
import { useTrash } from './use-trash';

function Empty() {
  return (
    <EmptyState icon={<Trash2 />} title="The trash is empty">
      What you delete waits here for 30 days, so that it can be brought back.
    </EmptyState>
  );
}

type QuestionProps = { entry: Trashed; busy: boolean; onClose: () => void; onConfirm: () => void };

function PurgeQuestion({ entry, busy, onClose, onConfirm }: QuestionProps) {
  return (
    <ConfirmDialog open onOpenChange={onClose} title="Remove for good?" action="Remove for good" busy={busy} onConfirm={onConfirm}>
      “{entry.title}” goes with its history{entry.asset ? ' and its file' : ''}. Nobody can bring it back.
    </ConfirmDialog>
  );
}

function Sections({ models }: { models: Model[] }) {
  const trash = useTrash();
  const [asked, setAsked] = useState<Trashed | null>(null);
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, useCan('administer'));
  return (
    <>
      {/* sections without entries render nothing: only when all do, the sentence below is shown */}
      <div ref={list} className="peer">
        {models.map((model) => (
          <TrashSection key={model.id} model={model} trash={trash} onPurge={setAsked} />
        ))}
      </div>
      <div className="hidden peer-empty:block">
        <Empty />
      </div>
      {asked && (
        <PurgeQuestion
          entry={asked}
          busy={trash.purge.isPending}
          onClose={() => setAsked(null)}
          onConfirm={() => trash.purge.mutate(asked, { onSettled: () => setAsked(null) })}
        />
      )}
    </>
  );
}

/** What was deleted and can still be brought back. */
export default function TrashPage() {
  const schema = useQuery(schemaQuery);
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Trash" note="Kept for 30 days" />
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
        <div className="mx-auto max-w-[820px] px-4 pt-6 pb-16 sm:px-8">
          {schema.isError && <Failure error={schema.error} onRetry={() => void schema.refetch()} />}
          {schema.data && <Sections models={schema.data.models} />}
        </div>
      </div>
    </div>
  );
}
