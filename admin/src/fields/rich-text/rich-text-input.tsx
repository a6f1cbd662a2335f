import { useEffect, useRef } from 'react';
import { EditorContent, useEditor } from '@tiptap/react';
import type { Json, JsonObject } from '@/lib/json';
import { same } from '@/lib/same';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';
import { extensions } from './extensions';
import { toEditor, toStored } from './stored-form';
import { Toolbar } from './toolbar';

/** Formatted text. The editor holds the document; what it holds is handed on at each change. */
export default function RichTextInput({ field, value, onChange, id, labelId, describedBy, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const latest = useRef<{ sent: Json; onChange: (value: Json) => void }>({ sent: value, onChange });
  useEffect(() => {
    latest.current.onChange = onChange;
  });

  const editor = useEditor({
    extensions,
    content: toEditor(value),
    editable: !readOnly,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: {
        id,
        class: 'rich-text',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': labelId,
        ...(describedBy && { 'aria-describedby': describedBy }),
      },
    },
    onUpdate: ({ editor: current }) => {
      const next = toStored(current.getJSON() as JsonObject);
      if (same(next, latest.current.sent)) return;
      latest.current.sent = next;
      latest.current.onChange(next);
    },
  });

  // undo, or somebody else, changed the value
  useEffect(() => {
    if (value === latest.current.sent || same(value, latest.current.sent)) return;
    latest.current.sent = value;
    editor.commands.setContent(toEditor(value), { emitUpdate: false });
  }, [editor, value]);

  return (
    <div className="field-box" data-invalid={invalid || undefined}>
      {!readOnly && <Toolbar editor={editor} label={field.name} />}
      <EditorContent editor={editor} />
    </div>
  );
}
