import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { messageOf } from '@/api/errors';
import { cancelJob, ended, jobsQuery, type ListedJob } from '@/api/jobs';
import { ago, formatNumber } from '@/lib/format';
import { Button } from '@/ui/button';
import { Tag, type Tone } from '../parts/tag';
import { JobFailures } from './job-failures';

const states: Record<ListedJob['state'], { label: string; tone: Tone }> = {
  WAITING: { label: 'Waiting', tone: 'plain' },
  RUNNING: { label: 'Running', tone: 'blue' },
  DONE: { label: 'Done', tone: 'green' },
  CANCELLED: { label: 'Stopped', tone: 'amber' },
  FAILED: { label: 'Failed', tone: 'red' },
};

/** How far a job is, in numbers. */
export function counted(job: Pick<ListedJob, 'state' | 'done' | 'total' | 'unchanged' | 'failed'>): string {
  const of = job.total && job.total > job.done ? ` of ${formatNumber(job.total)}` : '';
  const parts = [`${formatNumber(job.done)}${of}`];
  if (job.unchanged > 0) parts.push(`${formatNumber(job.unchanged)} as they were`);
  if (job.failed > 0) parts.push(`${formatNumber(job.failed)} failed`);
  return parts.join(', ');
}

export function JobRow({ job }: { job: ListedJob }) {
  const client = useQueryClient();
  const [failures, setFailures] = useState(false);
  const { label, tone } = states[job.state];
  async function stop() {
    try {
      await cancelJob(job.id);
      await client.invalidateQueries({ queryKey: jobsQuery.queryKey });
    } catch (error) {
      toast.error(messageOf(error));
    }
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-3 last:border-0">
      <div className="min-w-48 flex-1">
        <p className="truncate text-sm font-medium">{job.title}</p>
        <p className="text-xs text-fg-2 tabular-nums">
          {counted(job)} · {job.by.name || 'Galley'}, {ago(job.createdAt)}
        </p>
        {job.message && <p className="text-xs text-red">{job.message}</p>}
      </div>
      <Tag tone={tone}>{label}</Tag>
      {job.failed > 0 && (
        <Button size="sm" onClick={() => setFailures(true)}>
          What failed
        </Button>
      )}
      {!ended(job) && job.kind !== 'BACKFILL' && (
        <Button size="sm" onClick={() => void stop()}>
          Stop
        </Button>
      )}
      {failures && <JobFailures job={job} onClose={() => setFailures(false)} />}
    </li>
  );
}
