import { GitCompareArrows } from 'lucide-react';
import type { Json } from '@/lib/json';
import { ago } from '@/lib/format';
import { plainText } from '@/lib/plain-text';
import { Button } from '@/ui/button';
import type { Clash } from './store/merge';

type Props = { clash: Clash; mine: Json; onResolve: (take: 'mine' | 'theirs') => void };

/** Shows both sides when somebody else changed the same field. */
export function ClashNotice({ clash, mine, onResolve }: Props) {
  const author = clash.by?.name ?? 'Somebody else';
  const when = clash.by?.at ? `, ${ago(clash.by.at)}` : '';
  const sides = [
    { label: 'Yours', value: mine },
    { label: `By ${author}${when}`, value: clash.theirs },
  ];
  return (
    <div role="alert" className="mt-2 overflow-hidden rounded-md border border-amber-dot bg-amber-soft text-sm">
      <p className="flex items-center gap-2 px-3 py-2 font-medium text-amber">
        <GitCompareArrows className="size-4 shrink-0" aria-hidden />
        {author} changed this while you were writing
      </p>
      <div className="grid grid-cols-2 gap-px border-y border-amber-dot/40 bg-amber-dot/40">
        {sides.map((side) => (
          <div key={side.label} className="min-w-0 bg-surface p-3">
            <p className="mb-1 text-xs text-fg-3">{side.label}</p>
            <p className="line-clamp-5 break-words">{plainText(side.value)}</p>
          </div>
        ))}
      </div>
      <div className="flex gap-2 p-2">
        <Button size="sm" onClick={() => onResolve('mine')}>
          Keep mine
        </Button>
        <Button size="sm" onClick={() => onResolve('theirs')}>
          Use the other
        </Button>
      </div>
    </div>
  );
}
