import type { ReactNode } from 'react';
import { NodeViewWrapper } from '@tiptap/react';
import { X } from 'lucide-react';
import { IconButton } from '@/ui/icon-button';

type Props = { kind: string; children: ReactNode; onRemove?: () => void };

/** The card of everything that is embedded in rich text. */
export function EmbedFrame({ kind, children, onRemove }: Props) {
  return (
    <NodeViewWrapper>
      <div
        contentEditable={false}
        className="flex items-center gap-3 rounded-lg border border-line-strong bg-surface p-2 font-sans text-sm leading-5 tracking-normal shadow-1"
      >
        <div className="flex min-w-0 flex-1 items-center gap-3">{children}</div>
        <span className="text-xs text-fg-3">{kind}</span>
        {onRemove && (
          <IconButton size="sm" label={`Remove this ${kind.toLowerCase()}`} onClick={onRemove}>
            <X />
          </IconButton>
        )}
      </div>
    </NodeViewWrapper>
  );
}
