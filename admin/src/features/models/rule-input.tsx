import { useState } from 'react';
import { MessageSquareText } from 'lucide-react';
import { cn } from '@/lib/cn';
import { IconButton } from '@/ui/icon-button';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import type { Rules } from '@/fields/kinds';
import type { RuleLabel, RuleType, ValueRule } from './rules';

type Value = Rules[ValueRule];

function textOf(value: Value): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

function valueOf(text: string, type: RuleType): number | string | string[] | undefined {
  if (text.trim() === '') return undefined;
  if (type === 'number') return Number(text);
  return type === 'list' ? text.split(',').map((each) => each.trim()).filter(Boolean) : text;
}

function inputType(type: RuleType): string {
  return type === 'list' || type === 'json' ? 'text' : type;
}

type Props = RuleLabel & {
  value: Value;
  message: string | undefined;
  onChange: (value: number | string | string[] | undefined) => void;
  onMessage: (message: string) => void;
};

/** A rule, and beside it what is said when it is broken. */
export function RuleInput({ label, hint, type, value, message, onChange, onMessage }: Props) {
  const [worded, setWorded] = useState(Boolean(message));
  const toggle = (
    <IconButton size="sm" label={`Message of “${label}”`} aria-expanded={worded} onClick={() => setWorded(!worded)}>
      <MessageSquareText className={cn(message && 'text-accent-fg')} />
    </IconButton>
  );
  return (
    <div>
      <Labelled label={label} hint={hint}>
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            type={inputType(type)}
            step={type === 'time' ? 1 : undefined}
            spellCheck={false}
            defaultValue={textOf(value)}
            onChange={(event) => onChange(valueOf(event.target.value, type))}
            after={toggle}
          />
        )}
      </Labelled>
      {worded && <MessageInput label={`What is said when “${label}” is broken`} message={message} onChange={onMessage} />}
    </div>
  );
}

type MessageProps = { label: string; message: string | undefined; onChange: (message: string) => void };

function MessageInput({ label, message, onChange }: MessageProps) {
  return (
    <TextInput
      className="mt-2"
      aria-label={label}
      placeholder="A message of your own"
      maxLength={500}
      defaultValue={message ?? ''}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
