import { Toaster } from 'sonner';

const style = {
  background: 'var(--ink)',
  color: 'var(--on-ink)',
  border: 0,
  fontFamily: 'inherit',
  fontSize: 13,
};

const actionButtonStyle = {
  background: 'color-mix(in oklch, var(--on-ink) 18%, transparent)',
  color: 'var(--on-ink)',
};

/** Long enough to reach for Undo. */
const SHOWN_MS = 8000;

/** Where short messages appear. */
export function Notifications() {
  return (
    <Toaster
      position="bottom-right"
      duration={SHOWN_MS}
      gap={8}
      style={{ fontFamily: 'inherit' }}
      toastOptions={{ className: 'popup', style, actionButtonStyle }}
    />
  );
}
