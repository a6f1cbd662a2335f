import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { CancelScheduledDocument, MoveScheduledDocument, ScheduleEntryDocument } from '@/api/generated/graphql';
import type { ScheduleAction, Scheduled } from '@/api/schedule';
import { fullMoment } from './planned';

/** What is to be planned. */
export type Plan = { action: ScheduleAction; at: string; locales: string[]; withReferences: boolean };

const tell = (error: Error) => toast.error(error.message);

/** Plans what happens to an entry later, moves it, and calls it off. */
export function useSchedule(entry: string) {
  const client = useQueryClient();

  async function refresh() {
    await client.invalidateQueries({ queryKey: ['schedule', entry] });
    await client.invalidateQueries({ queryKey: ['entries'] });
    await client.invalidateQueries({ queryKey: ['home'] });
  }

  const plan = useMutation({
    mutationFn: async (what: Plan) => (await execute(ScheduleEntryDocument, { id: entry, ...what })).scheduleEntry,
    meta: { quiet: true },
    onSuccess: (made) => {
      const verb = made.action === 'PUBLISH' ? 'Goes live' : 'Is taken back';
      toast(`${verb} on ${fullMoment(made.at)}`, { action: { label: 'Undo', onClick: () => cancel.mutate(made) } });
      return refresh();
    },
  });

  const move = useMutation({
    mutationFn: async ({ was, at }: { was: Scheduled; at: string }) => (await execute(MoveScheduledDocument, { id: was.id, at })).moveScheduled,
    meta: { quiet: true },
    onSuccess: (moved, { was }) => {
      const undo = () => move.mutate({ was: moved, at: was.at }, { onError: tell });
      const again = was.failure === null;
      toast(`Moved to ${fullMoment(moved.at)}`, { action: again ? { label: 'Undo', onClick: undo } : undefined });
      return refresh();
    },
  });

  const cancel = useMutation({
    mutationFn: (was: Scheduled) => execute(CancelScheduledDocument, { id: was.id }),
    onSuccess: (_result, was) => {
      const { action, at, locales, withReferences } = was;
      const undo = () => plan.mutate({ action, at, locales, withReferences }, { onError: tell });
      const again = was.failure === null;
      toast(again ? 'Called off' : 'Dismissed', { action: again ? { label: 'Undo', onClick: undo } : undefined });
      return refresh();
    },
  });

  return { plan, move, cancel };
}

export type Schedule = ReturnType<typeof useSchedule>;
