import type { FormEvent, ReactNode } from 'react';
import { Button } from '@/ui/button';
import { Logo } from '@/ui/logo';
import { Notice } from '@/ui/notice';

type Props = {
  title: string;
  children: ReactNode;
  note?: ReactNode;
  error?: string | null;
  action?: string;
  busy?: boolean;
  onSubmit?: () => void;
};

/** The frame of the pages that come before signing in. */
export function AuthPage({ title, children, note, error, action, busy, onSubmit }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <main className="grid h-full place-items-center overflow-auto p-4">
      <div className="w-full max-w-[380px]">
        <div className="mb-6 flex items-center justify-center gap-2.5">
          <Logo className="size-8" />
          <span className="text-xl font-semibold tracking-tight">Galley</span>
        </div>
        <form onSubmit={submit} className="rounded-xl border border-line bg-surface p-6 shadow-2 sm:p-7">
          <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
          {note && <p className="mt-1 text-sm text-fg-2">{note}</p>}
          <div className="mt-5 flex flex-col gap-4">
            {children}
            {error && <Notice kind="error">{error}</Notice>}
            {action && (
              <Button type="submit" variant="primary" size="lg" busy={busy} className="mt-1 w-full">
                {action}
              </Button>
            )}
          </div>
        </form>
      </div>
    </main>
  );
}
