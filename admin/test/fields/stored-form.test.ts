import { Editor } from '@tiptap/core';
import { expect, test } from 'vitest';
import { extensions } from '@/fields/rich-text/extensions';
import { toEditor, toStored } from '@/fields/rich-text/stored-form';
import type { JsonObject } from '@/lib/json';

const text = (value: string, ...marks: JsonObject[]): JsonObject => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 && { marks }),
});
const paragraph = (...content: JsonObject[]): JsonObject => ({ type: 'paragraph', content });

/** One document with every node and mark of the stored form. */
const everything: JsonObject = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 1 }, content: [text('Title')] },
    { type: 'heading', attrs: { level: 6 }, content: [text('Small')] },
    paragraph(
      text('b', { type: 'bold' }),
      text('i', { type: 'italic' }),
      text('u', { type: 'underline' }),
      text('s', { type: 'strike' }),
      text('c', { type: 'code' }),
      text('sub', { type: 'subscript' }),
      text('sup', { type: 'superscript' }),
      text('h', { type: 'highlight' }),
      { type: 'hardBreak' },
      text('l', { type: 'link', attrs: { href: 'https://example.org', target: '_blank' } }),
    ),
    { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('one'))] }] },
    { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [{ type: 'horizontalRule' }] }] },
    { type: 'blockquote', content: [paragraph(text('quote'))] },
    { type: 'codeBlock', attrs: { language: 'go' }, content: [text('x := 1')] },
    { type: 'horizontalRule' },
    { type: 'image', attrs: { src: 'https://example.org/a.png', alt: 'A' } },
    { type: 'embedEntry', attrs: { id: 'e1' } },
    { type: 'embedAsset', attrs: { id: 'a1', caption: 'C' } },
    { type: 'embed', attrs: { url: 'https://example.org/video', title: 'V' } },
    {
      type: 'table',
      content: [
        {
          type: 'tableRow',
          content: [
            { type: 'tableHeader', attrs: { colspan: 1, rowspan: 1 }, content: [paragraph(text('head'))] },
            { type: 'tableCell', attrs: { colspan: 2, rowspan: 1 }, content: [paragraph(text('cell'))] },
          ],
        },
      ],
    },
  ],
};

function throughTheEditor(document: JsonObject) {
  const editor = new Editor({ extensions, content: toEditor(document) });
  const stored = toStored(editor.getJSON() as JsonObject);
  editor.destroy();
  return stored;
}

test('no node and no mark is lost by opening a document', () => {
  expect(throughTheEditor(everything)).toEqual(everything);
});

test('what the server does not know stays in the browser', () => {
  const link = { type: 'link', attrs: { href: '/a', rel: 'nofollow', class: 'x', target: null } };
  const stored = toStored({ type: 'doc', content: [paragraph(text('a', link))] });
  expect(stored).toEqual({
    type: 'doc',
    content: [paragraph(text('a', { type: 'link', attrs: { href: '/a' } }))],
  });
});

test('an empty document is no value', () => {
  expect(toStored({ type: 'doc', content: [{ type: 'paragraph' }] })).toBeNull();
  expect(throughTheEditor({ type: 'doc' })).toBeNull();
});

// AD2: addresses that would run something are not taken over
test('a javascript: link is not made', () => {
  const editor = new Editor({ extensions, content: '<p><a href="javascript:alert(1)">x</a></p>' });
  expect(JSON.stringify(editor.getJSON())).not.toContain('javascript:');
  editor.destroy();
});

// AD1: scripts in what is pasted are text or nothing
test('scripts do not come in by pasting', () => {
  const editor = new Editor({ extensions, content: '<p>a<script>alert(1)</script><img src="x" onerror="alert(1)"></p>' });
  expect(editor.getHTML()).not.toMatch(/script|onerror/);
  editor.destroy();
});
