import type { Highlight } from '@/api/entries';

/** A piece of text with the words that were found marked. */
export function Highlighted({ runs }: { runs: Highlight['runs'] }) {
  return runs.map((run, i) =>
    run.found ? (
      <mark key={i} className="rounded-sm bg-amber-soft px-px font-medium text-amber">
        {run.text}
      </mark>
    ) : (
      <span key={i}>{run.text}</span>
    ),
  );
}
