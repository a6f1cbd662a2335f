import { Toaster } from 'sonner';

const style = {
  background: 'var(--ink)',
  color: 'var(--on-ink)',
  border: 0,
  fontFamily: 'inherit',
  fontSize: 13,
};

/** Where short messages appear. */
export function Notifications() {
  return (
    <Toaster position="bottom-right" gap={8} style={{ fontFamily: 'inherit' }} toastOptions={{ className: 'popup', style }} />
  );
}
