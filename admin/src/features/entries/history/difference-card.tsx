import { ArrowRight, Undo2 } from 'lucide-react';
import type { Difference } from '@/api/history';
import { Button } from '@/ui/button';
import { ValueView } from './value-view';
import { WordRuns } from './word-runs';

function Sides({ difference }: { difference: Difference }) {
  const { kind, before, after } = difference;
  return (
    <div className="grid items-center gap-3 text-sm sm:grid-cols-[1fr_auto_1fr]">
      <div className="min-w-0 rounded-md border-l-2 border-red-dot bg-red-soft/60 px-3 py-2">
        <p className="mb-0.5 text-2xs font-medium text-red">Before</p>
        <ValueView kind={kind} value={before} />
      </div>
      <ArrowRight className="size-4 text-fg-3 max-sm:rotate-90" aria-hidden />
      <div className="min-w-0 rounded-md border-l-2 border-green-dot bg-green-soft/60 px-3 py-2">
        <p className="mb-0.5 text-2xs font-medium text-green">After</p>
        <ValueView kind={kind} value={after} />
      </div>
    </div>
  );
}

type Props = { difference: Difference; restoring: boolean; onRestore?: () => void };

/** How one field differs: word by word where it is text, else both values. */
export function DifferenceCard({ difference, restoring, onRestore }: Props) {
  const { name, locale, words } = difference;
  return (
    <section aria-label={locale ? `${name} (${locale})` : name} className="overflow-hidden rounded-lg border border-line">
      <div className="flex min-h-10 items-center gap-2 border-b border-line bg-sunken px-4 py-1.5">
        <h3 className="min-w-0 truncate text-sm font-[550]">{name}</h3>
        {locale && <span className="rounded-sm border border-line bg-surface px-1.5 text-2xs font-medium text-fg-2">{locale}</span>}
        <span className="flex-1" />
        {onRestore && (
          <Button size="sm" busy={restoring} aria-label={`Restore ${name}`} onClick={onRestore}>
            <Undo2 />
            Restore
          </Button>
        )}
      </div>
      <div className="p-4">{words ? <WordRuns runs={words} /> : <Sides difference={difference} />}</div>
    </section>
  );
}
