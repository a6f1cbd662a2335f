import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

/** A framed part of a section. */
export function Panel({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn('overflow-hidden rounded-lg border border-line bg-surface', className)}>{children}</div>;
}
