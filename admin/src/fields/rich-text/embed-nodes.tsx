import { mergeAttributes, Node } from '@tiptap/core';
import { ReactNodeViewRenderer } from '@tiptap/react';
import { AssetEmbedView } from './asset-embed-view';
import { EntryEmbedView } from './entry-embed-view';
import { LinkEmbedView } from './link-embed-view';

/** A block that stands for an entry. */
export const EmbedEntry = Node.create({
  name: 'embedEntry',
  group: 'block',
  atom: true,
  addAttributes: () => ({ id: { default: '' } }),
  parseHTML: () => [{ tag: 'div[data-embed-entry]', getAttrs: (el) => ({ id: el.getAttribute('data-embed-entry') }) }],
  renderHTML: ({ node }) => ['div', { 'data-embed-entry': node.attrs.id }],
  addNodeView: () => ReactNodeViewRenderer(EntryEmbedView),
});

/** A block that shows an asset. */
export const EmbedAsset = Node.create({
  name: 'embedAsset',
  group: 'block',
  atom: true,
  addAttributes: () => ({ id: { default: '' }, alt: { default: null }, caption: { default: null } }),
  parseHTML: () => [{ tag: 'div[data-embed-asset]', getAttrs: (el) => ({ id: el.getAttribute('data-embed-asset') }) }],
  renderHTML: ({ node }) => ['div', { 'data-embed-asset': node.attrs.id }],
  addNodeView: () => ReactNodeViewRenderer(AssetEmbedView),
});

/** A block that stands for something elsewhere: a video, a post. It is shown as a link, never run. */
export const EmbedLink = Node.create({
  name: 'embed',
  group: 'block',
  atom: true,
  addAttributes: () => ({ url: { default: '' }, title: { default: null }, html: { default: null, rendered: false } }),
  parseHTML: () => [{ tag: 'div[data-embed-url]', getAttrs: (el) => ({ url: el.getAttribute('data-embed-url') }) }],
  renderHTML: ({ node }) => ['div', { 'data-embed-url': node.attrs.url }],
  addNodeView: () => ReactNodeViewRenderer(LinkEmbedView),
});

/** A picture by its address, as imports bring them. */
export const Picture = Node.create({
  name: 'image',
  group: 'block',
  draggable: true,
  addAttributes: () => ({ src: { default: '' }, alt: { default: null }, title: { default: null } }),
  parseHTML: () => [{ tag: 'img[src^="http"]' }],
  renderHTML: ({ HTMLAttributes }) => ['img', mergeAttributes(HTMLAttributes, { loading: 'lazy' })],
});
