import type { ReactNode } from 'react';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { cn } from '@/lib/cn';

const looks = {
  info: { box: 'bg-blue-soft text-blue', Icon: Info },
  success: { box: 'bg-green-soft text-green', Icon: CircleCheck },
  warning: { box: 'bg-amber-soft text-amber', Icon: TriangleAlert },
  error: { box: 'bg-red-soft text-red', Icon: CircleAlert },
};

type Props = { kind: keyof typeof looks; children: ReactNode; className?: string };

/** A sentence that matters where it stands. */
export function Notice({ kind, children, className }: Props) {
  const { box, Icon } = looks[kind];
  return (
    <div
      role={kind === 'error' ? 'alert' : undefined}
      className={cn('flex gap-2.5 rounded-md px-3 py-2.5 text-sm', box, className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
