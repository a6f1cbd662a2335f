import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Notice } from '@/ui/notice';
import { SecretBox } from '@/ui/secret-box';

type Props = { title: string; label: string; secret: string; note: string; onClose: () => void };

/** Shows a secret that is shown once. */
export function SecretDialog({ title, label, secret, note, onClose }: Props) {
  const footer = (
    <Button variant="primary" onClick={onClose}>
      I have kept it
    </Button>
  );
  return (
    <Dialog open onOpenChange={onClose} title={title} footer={footer} width={560}>
      <div className="flex flex-col gap-3 p-5">
        <Notice kind="warning">{note}</Notice>
        <SecretBox label={label} value={secret} />
      </div>
    </Dialog>
  );
}
