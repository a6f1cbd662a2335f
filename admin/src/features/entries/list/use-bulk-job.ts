import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { ListArguments } from '@/api/entries';
import { messageOf } from '@/api/errors';
import { cancelJob, ended, jobFailures, jobNow, startBulk, type Job } from '@/api/jobs';
import { count, formatNumber } from '@/lib/format';
import { pause } from '@/lib/pause';
import { past, type BulkAction, type BulkReport } from './use-bulk';

const kinds = { publish: 'PUBLISH', unpublish: 'UNPUBLISH', delete: 'DELETE' } as const;
const LOOK_MS = 1_000;

/** Waits for the end of a job, and tells how far it is. */
async function follow(job: Job, onStep: (job: Job) => void): Promise<Job> {
  while (!ended(job)) {
    onStep(job);
    await pause(LOOK_MS);
    job = (await jobNow(job.id)) ?? { ...job, state: 'CANCELLED' };
  }
  return job;
}

/** The entries that a job could do nothing to. */
async function reportOf(action: BulkAction, job: Job): Promise<BulkReport> {
  const items = await jobFailures(job.id);
  const refused = items.map(({ entry, title, message }) => ({ id: entry, title, message: message ?? '' }));
  return { action, done: job.succeeded, refused, more: job.failed - refused.length };
}

/** Does something to all entries of a list, in the background: the server goes on with it when this page is left. */
export function useBulkJob(onEnd: () => void) {
  const client = useQueryClient();
  const [job, setJob] = useState<Job | null>(null);
  const [report, setReport] = useState<BulkReport | null>(null);

  async function start(action: BulkAction, list: ListArguments) {
    try {
      const done = await follow(await startBulk(kinds[action], list), setJob);
      if (done.failed > 0) setReport(await reportOf(action, done));
      else toast(jobSummary(action, done));
      onEnd();
    } catch (error) {
      toast.error(messageOf(error));
    }
    setJob(null);
    await client.invalidateQueries({ queryKey: ['entries'] });
    await client.invalidateQueries({ queryKey: ['counts'] });
  }

  async function cancel() {
    try {
      if (job) await cancelJob(job.id);
    } catch (error) {
      toast.error(messageOf(error));
    }
  }

  const progress = job && { done: job.done, of: job.total ?? 0 };
  return { start, cancel, progress, report, closeReport: () => setReport(null) };
}

/** What a job did, in a sentence or two. */
export function jobSummary(action: BulkAction, job: Job): string {
  const same = job.unchanged > 0 ? `, ${formatNumber(job.unchanged)} as they were` : '';
  const did = `${count(job.succeeded, 'entry', 'entries')} ${past[action]}${same}.`;
  if (job.state === 'CANCELLED') return `Stopped: ${did}`;
  if (job.state === 'FAILED') return `${job.message ?? 'The work broke off.'} ${did}`;
  return did;
}
