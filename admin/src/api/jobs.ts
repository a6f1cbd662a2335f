import { queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import type { ListArguments } from './entries';
import {
  CancelJobDocument,
  JobDocument,
  JobFailuresDocument,
  JobsDocument,
  StartBulkDocument,
  type BulkAction,
  type JobPartsFragment,
  type ListedJobPartsFragment,
} from './generated/graphql';

/** Work that goes on in the background. */
export type Job = JobPartsFragment;

/** A job in a list of them. */
export type ListedJob = ListedJobPartsFragment;

const POLL_MS = 2_000;

/** The latest jobs, looked at again and again while one of them goes on. */
export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: async ({ signal }) => (await execute(JobsDocument, {}, signal)).jobs,
  staleTime: 0,
  refetchInterval: ({ state: { data } }) => (data?.some((job) => !ended(job)) ? POLL_MS : false),
});

/** Whether nothing comes after the state that the job is in. */
export function ended(job: Pick<Job, 'state'>): boolean {
  return job.state === 'DONE' || job.state === 'CANCELLED' || job.state === 'FAILED';
}

/** A job as it is now; null if it is gone. */
export async function jobNow(id: string): Promise<Job | null> {
  return (await execute(JobDocument, { id })).job;
}

/** Does something to all entries of a list. */
export async function startBulk(action: BulkAction, { model, where, search, archived }: ListArguments): Promise<Job> {
  const idempotencyKey = crypto.randomUUID();
  return (await execute(StartBulkDocument, { model, action, where, search, archived, idempotencyKey })).startBulk;
}

export async function cancelJob(id: string): Promise<Job> {
  return (await execute(CancelJobDocument, { id })).cancelJob;
}

/** The first entries that a job could do nothing to, and why. */
export async function jobFailures(id: string) {
  return (await execute(JobFailuresDocument, { id })).job?.items ?? [];
}
