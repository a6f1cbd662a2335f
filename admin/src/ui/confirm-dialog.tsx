import type { ReactNode } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  action: string;
  busy?: boolean;
  onConfirm: () => void;
};

/** Asks before what cannot be undone. */
export function ConfirmDialog({ open, onOpenChange, title, children, action, busy, onConfirm }: Props) {
  const footer = (
    <>
      <Button onClick={() => onOpenChange(false)}>Cancel</Button>
      <Button variant="danger" busy={busy} onClick={onConfirm}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} footer={footer} width={440}>
      <div className="px-5 py-4 text-sm text-fg-2">{children}</div>
    </Dialog>
  );
}
