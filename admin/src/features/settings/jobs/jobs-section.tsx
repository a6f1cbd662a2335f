import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { jobsQuery } from '@/api/jobs';
import { EmptyState } from '@/ui/empty-state';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { JobRow } from './job-row';

export default function JobsSection() {
  const jobs = useQuery(jobsQuery);
  return (
    <>
      <SectionHead title="Background work">
        What takes longer than a request: actions on whole lists, imports and exports, indexes that are being built. It goes
        on when you leave, and is kept for 30 days.
      </SectionHead>
      <Loaded query={jobs}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={<ListChecks />} title="Nothing has been done in the background">
              Select all rows of a list, then all entries, to publish or delete them together.
            </EmptyState>
          ) : (
            <Panel>
              <ul aria-label="Background work">
                {all.map((job) => (
                  <JobRow key={job.id} job={job} />
                ))}
              </ul>
            </Panel>
          )
        }
      </Loaded>
    </>
  );
}
