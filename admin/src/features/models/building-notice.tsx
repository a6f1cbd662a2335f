import { useQuery } from '@tanstack/react-query';
import { buildingQuery, type Model } from '@/api/models';
import { formatNumber } from '@/lib/format';
import { Notice } from '@/ui/notice';

function nameOf(model: Model, apiId: string): string {
  return model.fields.find((field) => field.apiId === apiId)?.name ?? apiId;
}

/** How far the building of a model's indexes has come; nothing when all are complete. */
export function BuildingNotice({ model }: { model: Model }) {
  const { data: building } = useQuery(buildingQuery(model.apiId));
  if (!building) return null;
  const { done, total, duplicates } = building;
  return (
    <Notice kind="info">
      <p className="font-[550]">Indexes are being built: {building.fields.map((name) => nameOf(model, name)).join(', ')}</p>
      <p className="mt-0.5">Lists that filter or sort by them are refused until then; all others go on.</p>
      {total > 0 && <Progress done={done} total={total} />}
      {duplicates.length > 0 && (
        <p className="mt-2">Entries that share a unique value with another one: {duplicates.join(', ')}. Mend them, or unpublish them.</p>
      )}
    </Notice>
  );
}

function Progress({ done, total }: { done: number; total: number }) {
  return (
    <div className="mt-2 flex items-center gap-3">
      <span
        role="progressbar"
        aria-label="Entries that are done"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="h-1.5 flex-1 overflow-hidden rounded-full bg-active"
      >
        <span className="block h-full rounded-full bg-blue" style={{ width: `${(100 * done) / total}%` }} />
      </span>
      <span className="text-xs tabular-nums">
        {formatNumber(done)} of {formatNumber(total)}
      </span>
    </div>
  );
}
