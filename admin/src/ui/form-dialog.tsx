import { useId, type FormEvent, type ReactNode } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { Notice } from './notice';

type Props = {
  title: string;
  description?: ReactNode;
  action: string;
  busy: boolean;
  disabled?: boolean;
  error?: string | null;
  onClose: () => void;
  onSubmit: () => void;
  children: ReactNode;
};

/** A dialog that makes something: fields, what went wrong, and the button that sends them. */
export function FormDialog({ title, description, action, busy, disabled, error, onClose, onSubmit, children }: Props) {
  const form = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !disabled) onSubmit();
  };
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={form} variant="primary" busy={busy} disabled={disabled}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title={title} description={description} footer={footer}>
      <form id={form} onSubmit={submit} className="flex flex-col gap-4 px-5 py-4">
        {children}
        {error && <Notice kind="error">{error}</Notice>}
      </form>
    </Dialog>
  );
}
