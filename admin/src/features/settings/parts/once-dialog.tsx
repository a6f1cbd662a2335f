import { useState, type ReactNode } from 'react';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Notice } from '@/ui/notice';
import { SecretBox } from '@/ui/secret-box';
import { afterCopy, onClosing, shownFresh } from './once';

type Props = {
  title: string;
  /** What the secret is: "API key". */
  label: string;
  value: string;
  children: ReactNode;
  onClose: () => void;
};

/** Shows a secret that cannot be shown again; closing it uncopied asks once. */
export function OnceDialog({ title, label, value, children, onClose }: Props) {
  const [once, setOnce] = useState(shownFresh);
  const close = () => {
    if (onClosing(once) === 'close') onClose();
    else setOnce({ ...once, asked: true });
  };
  const footer = once.asked ? (
    <Button variant="danger" onClick={onClose}>
      Close without copying
    </Button>
  ) : (
    <Button variant={once.copied ? 'primary' : 'outline'} onClick={close}>
      Done
    </Button>
  );
  return (
    <Dialog open onOpenChange={close} title={title} footer={footer}>
      <div className="flex flex-col gap-3 px-5 py-4">
        <div className="text-sm text-fg-2">{children}</div>
        <SecretBox label={label} value={value} onCopied={() => setOnce(afterCopy)} />
        {once.asked ? (
          <Notice kind="error">You have not copied it. Once this is closed, nobody can see it again.</Notice>
        ) : (
          <Notice kind="warning">Copy it now: it is shown this once.</Notice>
        )}
      </div>
    </Dialog>
  );
}
