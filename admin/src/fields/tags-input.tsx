import { useState, type KeyboardEvent } from 'react';
import { X } from 'lucide-react';
import type { InputProps } from './field-ui';

/** A list of short texts: type and press Enter; Backspace takes the last one away. */
export function TagsInput({ value, onChange, field, id, describedBy, invalid }: InputProps) {
  const [text, setText] = useState('');
  const tags = Array.isArray(value) ? value.map(String) : [];

  function add() {
    const tag = text.trim();
    if (tag && !tags.includes(tag)) onChange([...tags, tag]);
    setText('');
  }

  function onKeyDown(event: KeyboardEvent) {
    if ((event.key === 'Enter' || event.key === ',') && text.trim()) {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && !text && tags.length > 0) {
      onChange(tags.slice(0, -1));
    }
  }

  return (
    <div className="field-box flex min-h-9 flex-wrap items-center gap-1 px-1.5 py-1" data-invalid={invalid || undefined}>
      {tags.map((tag, i) => (
        <span
          key={`${i} ${tag}`}
          className="flex min-h-6 max-w-full items-center gap-0.5 rounded-[5px] bg-sunken pl-2 text-sm ring-1 ring-line ring-inset"
        >
          <span className="truncate">{tag}</span>
          <button
            type="button"
            aria-label={`Remove ${tag}`}
            onClick={() => onChange(tags.filter((_, at) => at !== i))}
            className="grid size-6 shrink-0 place-items-center rounded text-fg-3 hover:bg-active hover:text-fg"
          >
            <X className="size-3" />
          </button>
        </span>
      ))}
      <input
        id={id}
        value={text}
        aria-describedby={describedBy}
        placeholder={tags.length === 0 ? `Add ${field.name.toLowerCase()}, then press Enter` : ''}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={add}
        className="h-6 min-w-24 flex-1 bg-transparent px-1.5 text-base"
      />
    </div>
  );
}
