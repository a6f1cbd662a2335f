import { isObject, type Json, type JsonObject } from '@/lib/json';

/** The attributes that the stored form of rich text knows, by node and mark. Others stay in the browser. */
const known: Record<string, string[]> = {
  heading: ['level'],
  orderedList: ['start'],
  codeBlock: ['language'],
  tableCell: ['colspan', 'rowspan', 'colwidth'],
  tableHeader: ['colspan', 'rowspan', 'colwidth'],
  image: ['src', 'alt', 'title'],
  embedEntry: ['id'],
  embedAsset: ['id', 'alt', 'caption'],
  embed: ['url', 'title', 'html'],
  link: ['href', 'title', 'target'],
};

function attributes(type: string, given: Json | undefined): JsonObject | undefined {
  if (!isObject(given)) return undefined;
  const kept = (known[type] ?? []).filter((name) => given[name] != null).map((name) => [name, given[name]] as const);
  return kept.length > 0 ? (Object.fromEntries(kept) as JsonObject) : undefined;
}

function cleaned(node: JsonObject): JsonObject {
  const type = String(node.type);
  const attrs = attributes(type, node.attrs);
  const content = Array.isArray(node.content) ? node.content.filter(isObject).map(cleaned) : undefined;
  const marks = Array.isArray(node.marks) ? node.marks.filter(isObject).map(cleaned) : undefined;
  return {
    type,
    ...(attrs && { attrs }),
    ...(content && { content }),
    ...(marks && { marks }),
    ...(typeof node.text === 'string' && { text: node.text }),
  };
}

/** Whether a document holds nothing but an empty paragraph. */
function isBlank(document: JsonObject): boolean {
  const content = Array.isArray(document.content) ? document.content.filter(isObject) : [];
  return content.length === 0 || (content.length === 1 && content[0]?.type === 'paragraph' && !content[0].content);
}

/** What the editor holds, as the server stores it; null when there is nothing. */
export function toStored(document: JsonObject): Json {
  return isBlank(document) ? null : cleaned(document);
}

const BLANK: JsonObject = { type: 'doc', content: [{ type: 'paragraph' }] };

const needsParagraph = ['listItem', 'blockquote', 'tableCell', 'tableHeader'];

function filled(node: JsonObject): JsonObject {
  const content = Array.isArray(node.content) ? node.content.filter(isObject).map(filled) : [];
  if (content.length === 0 && needsParagraph.includes(String(node.type))) content.push({ type: 'paragraph' });
  return content.length > 0 ? { ...node, content } : node;
}

/** A stored document as the editor takes it: what the editor cannot hold empty gets a paragraph. */
export function toEditor(value: Json): JsonObject {
  return isObject(value) && Array.isArray(value.content) && value.content.length > 0 ? filled(value) : BLANK;
}
