import type { ReactNode } from 'react';

type Props = { title: ReactNode; children?: ReactNode; action?: ReactNode };

/** The title of a section, what it is for, and its one main action. */
export function SectionHead({ title, children, action }: Props) {
  return (
    <div className="mb-5 flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-56 flex-1">
        <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
        {children && <p className="mt-0.5 max-w-[60ch] text-sm text-fg-2">{children}</p>}
      </div>
      {action}
    </div>
  );
}
