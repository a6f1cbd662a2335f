import type { WordRun } from '@/api/history';

const LONGEST = 240;
const KEPT = 100;

/** A text that stayed, with its middle left out where it is long; the ends beside a change are kept. */
function shortened(text: string, first: boolean, last: boolean): string {
  if (text.length <= LONGEST) return text;
  const head = first ? '' : text.slice(0, KEPT);
  const tail = last ? '' : text.slice(-KEPT);
  return `${head} … ${tail}`;
}

/** The runs of a comparison, so that one sees what changed without reading all that did not. */
export function withoutLongRuns(runs: WordRun[]): WordRun[] {
  return runs.map((run, i) =>
    run.kind === 'SAME' ? { ...run, text: shortened(run.text, i === 0, i === runs.length - 1) } : run,
  );
}
