import type { ReactNode } from 'react';

type Props = { title: string; hint?: ReactNode; action?: ReactNode; children: ReactNode };

/** A part of the settings. */
export function Section({ title, hint, action, children }: Props) {
  return (
    <section className="mb-10">
      <div className="mb-4 flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold tracking-tight">{title}</h2>
          {hint && <p className="mt-0.5 text-sm text-fg-2">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** A list of things in a frame. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-lg border border-line shadow-1">
      {children}
    </ul>
  );
}
