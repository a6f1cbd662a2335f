import { useQuery } from '@tanstack/react-query';
import { Equal } from 'lucide-react';
import { comparisonQuery, type Revision, type Sides } from '@/api/history';
import { formatMoment } from '@/lib/format';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { Select } from '@/ui/select';
import { DifferenceCard } from './difference-card';
import type { RestoredField } from './use-restore';

const NOW = 'now';

type PickerProps = {
  drafts: boolean;
  revisions: Revision[];
  chosen: number;
  other: number | undefined;
  onOther: (version: number | undefined) => void;
};

/** With what the chosen version is compared. */
function OtherPicker({ drafts, revisions, chosen, other, onOther }: PickerProps) {
  const options = [
    { value: NOW, label: drafts ? 'the draft now' : 'what it is now' },
    ...revisions
      .filter((revision) => revision.version !== chosen)
      .map(({ version, createdAt }) => ({ value: String(version), label: `version ${version}, ${formatMoment(createdAt)}` })),
  ];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2 text-sm">
      <span>
        Version <strong className="font-[600] tabular-nums">{chosen}</strong> compared with
      </span>
      <Select
        small
        className="!w-64 max-w-full"
        label="Compare with"
        value={other === undefined ? NOW : String(other)}
        options={options}
        onChange={(next) => onOther(next === NOW ? undefined : Number(next))}
      />
    </div>
  );
}

type Props = PickerProps & {
  id: string;
  sides: Sides;
  /** The field that is being brought back. */
  restoring: string | null;
  onRestore?: (field: RestoredField) => void;
};

/** What differs between two versions of the entry, field by field. */
export function Comparison({ id, sides, restoring, onRestore, ...picker }: Props) {
  const query = useQuery(comparisonQuery(id, sides));
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <OtherPicker {...picker} />
      {query.isPending && <div className="skeleton h-40" />}
      {query.data?.differences.length === 0 && (
        <EmptyState icon={<Equal />} title="Nothing differs">
          Both hold the same values in every field.
        </EmptyState>
      )}
      <div className="flex flex-col gap-4" aria-live="polite">
        {query.data?.differences.map((difference) => (
          <DifferenceCard
            key={`${difference.field} ${difference.locale ?? ''}`}
            difference={difference}
            restoring={restoring === difference.field}
            onRestore={onRestore && (() => onRestore({ apiId: difference.field, name: difference.name }))}
          />
        ))}
      </div>
    </>
  );
}
