import { Copy } from 'lucide-react';
import { copyText } from '@/lib/copy';
import { Button } from './button';

type Props = {
  label: string;
  value: string;
  /** Runs after the button or the keyboard copied the value. */
  onCopied?: () => void;
};

/** Shows a secret or a link that cannot be seen again, with a button that copies it. */
export function SecretBox({ label, value, onCopied }: Props) {
  async function copy() {
    if (await copyText(value)) onCopied?.();
  }
  return (
    <div className="flex items-center gap-2 rounded-md border border-line bg-sunken p-1.5 pl-3">
      <code aria-label={label} onCopy={onCopied} className="min-w-0 flex-1 font-mono text-xs break-all select-all">
        {value}
      </code>
      <Button size="sm" onClick={() => void copy()}>
        <Copy />
        Copy
      </Button>
    </div>
  );
}
