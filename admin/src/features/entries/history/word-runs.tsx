import type { WordRun } from '@/api/history';
import { withoutLongRuns } from './words';

function Run({ run }: { run: WordRun }) {
  if (run.kind === 'SAME') return run.text;
  const Tag = run.kind === 'ADDED' ? 'ins' : 'del';
  const look =
    run.kind === 'ADDED'
      ? 'bg-green-soft text-green underline decoration-2 underline-offset-2'
      : 'bg-red-soft text-red line-through';
  return (
    <Tag className={`rounded-sm px-0.5 ${look}`}>
      <span className="sr-only">{run.kind === 'ADDED' ? ' added: ' : ' removed: '}</span>
      {run.text}
    </Tag>
  );
}

/** A text with the words that came (underlined) and went (struck through). */
export function WordRuns({ runs }: { runs: WordRun[] }) {
  return (
    <p className="text-sm leading-6 break-words whitespace-pre-wrap">
      {withoutLongRuns(runs).map((run, i) => (
        <Run key={i} run={run} />
      ))}
    </p>
  );
}
