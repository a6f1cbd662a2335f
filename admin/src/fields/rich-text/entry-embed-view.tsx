import type { NodeViewProps } from '@tiptap/react';
import { EmbedFrame } from './embed-frame';
import { ReferenceRow } from '../reference/reference-row';

export function EntryEmbedView({ node, editor, deleteNode }: NodeViewProps) {
  return (
    <EmbedFrame kind="Entry" onRemove={editor.isEditable ? deleteNode : undefined}>
      <ReferenceRow id={String(node.attrs.id)} />
    </EmbedFrame>
  );
}
