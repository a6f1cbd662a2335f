import { useState } from 'react';
import type { Json } from '@/lib/json';
import { Labelled } from '@/ui/labelled';
import { TextArea } from '@/ui/text-area';

type Props = { label: string; hint?: string; value: Json | undefined; onChange: (value: Json | undefined) => void };

/** The text as JSON: nothing is undefined, and so is what cannot be read. */
function read(text: string): { value?: Json; broken: boolean } {
  if (text.trim() === '') return { broken: false };
  try {
    return { value: JSON.parse(text) as Json, broken: false };
  } catch {
    return { broken: true };
  }
}

/** A rule that is a JSON document. What cannot be read yet changes nothing. */
export function SchemaInput({ label, hint, value, onChange }: Props) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const { broken } = read(text);

  function change(next: string) {
    setText(next);
    const parsed = read(next);
    if (!parsed.broken) onChange(parsed.value);
  }

  return (
    <div className="sm:col-span-2">
      <Labelled label={label} hint={hint} error={broken ? 'This is not JSON yet; the schema stays as it was.' : null}>
        {({ id, describedBy }) => (
          <TextArea
            id={id}
            aria-describedby={describedBy}
            spellCheck={false}
            invalid={broken}
            value={text}
            onChange={(event) => change(event.target.value)}
          />
        )}
      </Labelled>
    </div>
  );
}
