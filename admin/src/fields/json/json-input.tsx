import { useEffect, useRef, useState } from 'react';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Json } from '@/lib/json';
import { same } from '@/lib/same';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--blue)' },
  { tag: tags.string, color: 'var(--green)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--violet)' },
]);

const leave = {
  key: 'Escape',
  run: (view: EditorView) => {
    view.contentDOM.blur();
    return true;
  },
};

const extensions = [
  lineNumbers(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  indentOnInput(),
  bracketMatching(),
  json(),
  linter(jsonParseLinter()),
  syntaxHighlighting(colours),
  keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap, leave, indentWithTab]),
];

/** The text as JSON: an empty text is no value, undefined is no JSON. */
function parse(text: string): Json | undefined {
  try {
    return text.trim() ? (JSON.parse(text) as Json) : null;
  } catch {
    return undefined;
  }
}

function print(value: Json): string {
  return value === null ? '' : JSON.stringify(value, null, 2);
}

/** A JSON document. What cannot be read yet is not saved. */
export default function JsonInput({ field, value, onChange, id, labelId, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ value, onChange });
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    latest.current = { value, onChange };
  });

  useEffect(() => {
    const listener = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      const next = parse(update.state.doc.toString());
      setBroken(next === undefined);
      if (next !== undefined && !same(next, latest.current.value)) latest.current.onChange(next);
    });
    const attributes = EditorView.contentAttributes.of({ id, 'aria-labelledby': labelId });
    const editable = EditorState.readOnly.of(readOnly);
    const state = EditorState.create({ doc: print(latest.current.value), extensions: [...extensions, listener, attributes, editable] });
    const created = new EditorView({ parent: host.current!, state });
    view.current = created;
    return () => created.destroy();
  }, [id, labelId, readOnly]);

  // undo, or somebody else, changed the value
  useEffect(() => {
    const text = view.current?.state.doc;
    if (!text || same(parse(text.toString()), value)) return;
    view.current?.dispatch({ changes: { from: 0, to: text.length, insert: print(value) } });
  }, [value]);

  return (
    <>
      <div ref={host} className="field-box code-editor overflow-hidden" data-invalid={invalid || broken || undefined} />
      {broken && (
        <p role="status" className="mt-1.5 text-xs font-medium text-amber">
          This is not JSON yet; {field.name.toLowerCase()} is saved once it is.
        </p>
      )}
      <p className="sr-only">Escape leaves the editor.</p>
    </>
  );
}
