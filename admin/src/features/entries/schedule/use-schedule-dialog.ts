import { useState } from 'react';
import { toast } from 'sonner';
import type { Scheduled } from '@/api/schedule';
import { useSchedule, type Plan } from './use-schedule';

type Open = { was: Scheduled | null };

/** The dialog that plans something for an entry, or moves what is planned. */
export function useScheduleDialog(entry: string | undefined, save: () => Promise<unknown>) {
  const [open, setOpen] = useState<Open | null>(null);
  const schedule = useSchedule(entry ?? '');
  const { plan, move } = schedule;
  const close = () => setOpen(null);

  async function start() {
    try {
      // what is planned is what is written by now
      await save();
      plan.reset();
      setOpen({ was: null });
    } catch (error) {
      toast.error(error instanceof Error ? error.message : 'This could not be saved yet.');
    }
  }

  function confirm(what: Plan) {
    if (open?.was) move.mutate({ was: open.was, at: what.at }, { onSuccess: close });
    else plan.mutate(what, { onSuccess: close });
  }

  return {
    open,
    busy: plan.isPending || move.isPending,
    error: (open?.was ? move.error : plan.error)?.message ?? null,
    start: () => void start(),
    move: (was: Scheduled) => {
      move.reset();
      setOpen({ was });
    },
    cancel: (was: Scheduled) => schedule.cancel.mutate(was),
    confirm,
    close,
  };
}

export type SchedulePlanner = ReturnType<typeof useScheduleDialog>;
