import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { jobFailures, type ListedJob } from '@/api/jobs';
import { formatNumber } from '@/lib/format';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Loaded } from '../parts/loaded';

/** The entries that a job could do nothing to, and why. */
export function JobFailures({ job, onClose }: { job: ListedJob; onClose: () => void }) {
  const items = useQuery({ queryKey: ['job', job.id, 'failures'], queryFn: () => jobFailures(job.id) });
  const footer = <Button onClick={onClose}>Close</Button>;
  return (
    <Dialog open onOpenChange={onClose} title="What failed" description={job.title} footer={footer}>
      <Loaded query={items}>
        {(all) => (
          <ul className="divide-y divide-line">
            {all.map(({ id, entry, title, message }) => (
              <li key={id} className="px-5 py-2.5">
                {job.model ? (
                  <Link to="/content/$model/$id" params={{ model: job.model, id: entry }} className="text-sm font-medium hover:underline">
                    {title}
                  </Link>
                ) : (
                  <span className="text-sm font-medium">{title}</span>
                )}
                <p className="text-xs text-fg-2">{message}</p>
              </li>
            ))}
            {job.failed > all.length && (
              <li className="px-5 py-2.5 text-sm text-fg-2">And {formatNumber(job.failed - all.length)} more.</li>
            )}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}
