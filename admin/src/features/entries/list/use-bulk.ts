import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import type { EntryRow } from '@/api/entries';
import { messageOf } from '@/api/errors';
import {
  DeleteEntryDocument,
  PublishEntryDocument,
  RestoreEntryDocument,
  UnpublishEntryDocument,
} from '@/api/generated/graphql';
import { count, formatNumber } from '@/lib/format';

export type BulkAction = 'publish' | 'unpublish' | 'delete';

/** An entry that an action refused, and why. */
export type Refusal = { id: string; title: string; message: string };

export type BulkReport = {
  action: BulkAction;
  done: number;
  refused: Refusal[];
  /** Refusals beside those that are listed. */
  more?: number;
};

const AT_ONCE = 4;

export const past: Record<BulkAction | 'restore', string> = {
  publish: 'published',
  unpublish: 'unpublished',
  delete: 'moved to the trash',
  restore: 'brought back',
};

function run(action: BulkAction | 'restore', id: string): Promise<unknown> {
  switch (action) {
    case 'publish':
      return execute(PublishEntryDocument, { id });
    case 'unpublish':
      return execute(UnpublishEntryDocument, { id });
    case 'delete':
      return execute(DeleteEntryDocument, { id });
    case 'restore':
      return execute(RestoreEntryDocument, { id });
  }
}

/** Runs an action on each row, a few at a time, and tells of each whether it worked. */
async function runAll(action: BulkAction | 'restore', rows: EntryRow[], onStep: (done: number) => void) {
  const done: EntryRow[] = [];
  const refused: Refusal[] = [];
  const waiting = [...rows];
  async function worker() {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      try {
        await run(action, row.id);
        done.push(row);
      } catch (error) {
        refused.push({ id: row.id, title: row.title, message: messageOf(error) });
      }
      onStep(done.length + refused.length);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { done, refused };
}

/** Publishes, unpublishes and deletes several entries, and reports what happened to each. */
export function useBulk() {
  const client = useQueryClient();
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);
  const [report, setReport] = useState<BulkReport | null>(null);

  async function refresh() {
    await client.invalidateQueries({ queryKey: ['entries'] });
    await client.invalidateQueries({ queryKey: ['counts'] });
  }

  async function start(action: BulkAction, rows: EntryRow[]): Promise<Refusal[]> {
    setProgress({ done: 0, of: rows.length });
    const { done, refused } = await runAll(action, rows, (step) => setProgress({ done: step, of: rows.length }));
    setProgress(null);
    if (refused.length > 0) setReport({ action, done: done.length, refused });
    else announce(action, done);
    await refresh();
    return refused;
  }

  function announce(action: BulkAction, done: EntryRow[]) {
    const undo = async () => {
      const { refused } = await runAll(action === 'delete' ? 'restore' : 'publish', done, () => {});
      if (refused[0]) toast.error(refused[0].message);
      await refresh();
    };
    const undoable = action !== 'publish';
    toast(`${count(done.length, 'entry', 'entries')} ${past[action]}`, {
      action: undoable ? { label: 'Undo', onClick: () => void undo() } : undefined,
    });
  }

  return { start, progress, report, closeReport: () => setReport(null) };
}

export function bulkSummary({ action, done, refused, more = 0 }: BulkReport): string {
  return `${count(done, 'entry', 'entries')} ${past[action]}, ${formatNumber(refused.length + more)} refused.`;
}
