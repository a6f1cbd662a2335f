import type { NodeViewProps } from '@tiptap/react';
import { Globe } from 'lucide-react';
import { EmbedFrame } from './embed-frame';

export function LinkEmbedView({ node, editor, deleteNode }: NodeViewProps) {
  return (
    <EmbedFrame kind="Embed" onRemove={editor.isEditable ? deleteNode : undefined}>
      <Globe className="ml-1 size-4 text-fg-3" aria-hidden />
      <span className="truncate">{String(node.attrs.title ?? node.attrs.url)}</span>
    </EmbedFrame>
  );
}
