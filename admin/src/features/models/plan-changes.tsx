import { Link } from '@tanstack/react-router';
import { CircleMinus, CirclePlus, ExternalLink, Pencil, TriangleAlert } from 'lucide-react';
import { capitalise, formatNumber } from '@/lib/format';
import { impactOf, type Change, type Sample } from './impact';

function ChangeIcon({ change }: { change: Change }) {
  if (change.destructive || change.refused) return <TriangleAlert className="text-red" aria-hidden />;
  if (change.action === 'create') return <CirclePlus className="text-green" aria-hidden />;
  if (change.action === 'remove') return <CircleMinus className="text-red" aria-hidden />;
  return <Pencil className="text-blue" aria-hidden />;
}

/** The entries open beside: what is not applied yet stays on paper here. */
function SampleLine({ sample }: { sample: Sample }) {
  return (
    <li className="py-1 text-xs">
      <Link
        to="/content/$model/$id"
        params={{ model: sample.model, id: sample.entry }}
        target="_blank"
        className="inline-flex items-center gap-1 rounded font-[550] text-fg underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        {sample.title || sample.entry}
        <ExternalLink className="!mt-0 !size-3 text-fg-3" aria-label="opens in a new tab" />
      </Link>{' '}
      <span className="break-words text-fg-2">{sample.message}</span>
    </li>
  );
}

function Samples({ change }: { change: Change }) {
  const more = change.failing - change.samples.length;
  return (
    <ul aria-label="Entries for which it does not go well" className="mt-1.5 border-l-2 border-line pl-3">
      {change.samples.map((sample) => (
        <SampleLine key={sample.entry} sample={sample} />
      ))}
      {more > 0 && <li className="py-1 text-xs text-fg-2">and {formatNumber(more)} more</li>}
    </ul>
  );
}

/** The differences of a plan, each with what it touches. */
export function PlanChanges({ changes }: { changes: Change[] }) {
  return (
    <ul aria-label="Changes" className="divide-y divide-line rounded-md border border-line">
      {changes.map((change, i) => {
        const impact = impactOf(change);
        return (
          <li key={i} className="flex items-start gap-2.5 px-3 py-2 text-sm [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
            <ChangeIcon change={change} />
            <div className="min-w-0 flex-1">
              <p className="break-words">{capitalise(change.message)}</p>
              {impact && <p className="mt-0.5 text-xs text-fg-2">{impact}</p>}
              {change.samples.length > 0 && <Samples change={change} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
