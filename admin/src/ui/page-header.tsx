import type { ReactNode } from 'react';

type Props = { title: ReactNode; note?: ReactNode; before?: ReactNode; children?: ReactNode };

/** The bar at the top of a page: where one is, and what can be done there. */
export function PageHeader({ title, note, before, children }: Props) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
      {before}
      <h1 id="page-title" tabIndex={-1} className="truncate text-base font-semibold tracking-tight outline-none">
        {title}
      </h1>
      {note && <span className="truncate text-sm text-fg-3 tabular-nums">{note}</span>}
      <div className="flex-1" />
      {children}
    </header>
  );
}
