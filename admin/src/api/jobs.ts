import { execute } from './client';
import type { ListArguments } from './entries';
import {
  CancelJobDocument,
  JobDocument,
  JobFailuresDocument,
  StartBulkDocument,
  type BulkAction,
  type JobPartsFragment,
} from './generated/graphql';

/** Work that goes on in the background. */
export type Job = JobPartsFragment;

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
