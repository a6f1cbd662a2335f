import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

const tones = {
  plain: 'bg-sunken text-fg-2',
  green: 'bg-green-soft text-green',
  amber: 'bg-amber-soft text-amber',
  red: 'bg-red-soft text-red',
  blue: 'bg-blue-soft text-blue',
};

export type Tone = keyof typeof tones;

/** A short word about a row. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={cn('inline-flex h-5 items-center rounded-sm px-1.5 text-2xs font-medium whitespace-nowrap', tones[tone])}>
      {children}
    </span>
  );
}
