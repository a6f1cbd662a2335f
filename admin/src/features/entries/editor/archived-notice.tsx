import { Archive } from 'lucide-react';
import { useCan } from '@/api/can';
import type { Entry } from '@/api/entries';
import { Button } from '@/ui/button';
import type { Lifecycle } from './use-lifecycle';

/** Says why nothing can be written, with the way out of it. */
export function ArchivedNotice({ entry, lifecycle }: { entry: Entry; lifecycle: Lifecycle }) {
  const mayPublish = useCan('publish', entry.createdBy.id);
  return (
    <div className="mb-6 flex flex-wrap items-center gap-3 rounded-md border border-line bg-sunken px-4 py-3 text-sm text-fg-2">
      <Archive className="size-4 shrink-0" aria-hidden />
      <p className="min-w-48 flex-1">This is in the archive: it is not live, lists leave it out, and nobody changes it.</p>
      {mayPublish && (
        <Button
          size="sm"
          busy={lifecycle.unarchive.isPending}
          onClick={() => lifecycle.unarchive.mutate({ id: entry.id, live: false })}
        >
          Take out of the archive
        </Button>
      )}
    </div>
  );
}
