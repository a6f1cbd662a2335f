import { useQuery } from '@tanstack/react-query';
import type { NodeViewProps } from '@tiptap/react';
import { summaryQuery } from '@/api/entries';
import { assetFacts } from '../asset/asset-facts';
import { Thumbnail } from '../parts/thumbnail';
import { EmbedFrame } from './embed-frame';

export function AssetEmbedView({ node, editor, deleteNode, updateAttributes }: NodeViewProps) {
  const id = String(node.attrs.id);
  const entry = useQuery(summaryQuery(id)).data;
  const caption = typeof node.attrs.caption === 'string' ? node.attrs.caption : '';
  return (
    <EmbedFrame kind="File" onRemove={editor.isEditable ? deleteNode : undefined}>
      <Thumbnail asset={entry?.asset} title={entry?.title} className="h-20 w-28" />
      <div className="min-w-0 flex-1">
        <span className="block truncate font-medium">{entry?.title ?? `A file that is gone (${id})`}</span>
        <span className="block truncate text-xs text-fg-3">{entry?.asset ? assetFacts(entry.asset) : ''}</span>
        <input
          aria-label="Caption"
          placeholder="Caption"
          value={caption}
          readOnly={!editor.isEditable}
          onChange={(event) => updateAttributes({ caption: event.target.value || null })}
          className="mt-1 w-full border-b border-line bg-transparent py-0.5 text-sm outline-none focus:border-ring"
        />
      </div>
    </EmbedFrame>
  );
}
