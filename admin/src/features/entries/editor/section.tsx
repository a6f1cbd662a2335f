import type { ReactNode } from 'react';

/** A part of the details beside the form. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line p-4 last:border-0">
      <h2 className="mb-2 text-xs font-semibold text-fg-2">{title}</h2>
      {children}
    </section>
  );
}
