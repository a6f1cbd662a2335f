import type { Node } from '@tiptap/pm/model';

const counts = new WeakMap<Node, number>();

/** The words of a document. Nodes that did not change are not counted again. */
export function wordCount(node: Node): number {
  const had = counts.get(node);
  if (had !== undefined) return had;
  let words = 0;
  if (node.isTextblock) words = node.textContent.split(/\s+/).filter(Boolean).length;
  else node.forEach((child) => (words += wordCount(child)));
  counts.set(node, words);
  return words;
}
