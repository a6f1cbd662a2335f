import { fieldKinds } from '@/fields/registry';
import { isList, type RuleName, type Rules } from '@/fields/kinds';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import type { Json } from '@/lib/json';
import type { FieldFile } from './model-file';
import { SchemaInput } from './schema-input';

type RuleInput = { label: string; hint?: string; type: 'number' | 'text' | 'list' | 'json' };

const inputs: Record<RuleName, RuleInput> = {
  minLength: { label: 'Characters, at least', type: 'number' },
  maxLength: { label: 'Characters, at most', type: 'number' },
  pattern: { label: 'Pattern', hint: 'A regular expression (RE2).', type: 'text' },
  in: { label: 'Only these values', hint: 'With commas between them.', type: 'list' },
  min: { label: 'At least', type: 'number' },
  max: { label: 'At most', type: 'number' },
  minItems: { label: 'Items, at least', type: 'number' },
  maxItems: { label: 'Items, at most', type: 'number' },
  mimeTypes: { label: 'Types of files', hint: 'Like image/*, application/pdf.', type: 'list' },
  maxBytes: { label: 'Bytes, at most', type: 'number' },
  schema: { label: 'JSON Schema', hint: 'Draft 2020-12. Documents are held to it when they are published.', type: 'json' },
  message: { label: 'Message', hint: 'Shown instead of the rule’s own sentence.', type: 'text' },
};

/** The rules that a field can have. */
function rulesFor(field: FieldFile): RuleName[] {
  const rules = [...fieldKinds[field.kind].rules];
  if (isList({ list: field.list ?? false, kind: field.kind })) rules.push('minItems', 'maxItems');
  return rules.length > 0 ? [...rules, 'message'] : [];
}

function textOf(value: Rules[RuleName]): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

function valueOf(text: string, type: RuleInput['type']): number | string | string[] | undefined {
  if (text.trim() === '') return undefined;
  if (type === 'number') return Number(text);
  return type === 'list' ? text.split(',').map((each) => each.trim()).filter(Boolean) : text;
}

type Props = { field: FieldFile; onChange: (rules: Rules | undefined) => void };

/** What narrows the values of a field. */
export function RuleInputs({ field, onChange }: Props) {
  const names = rulesFor(field);
  if (names.length === 0) return null;
  const rules = field.validation ?? {};

  function set(name: RuleName, value: Json | undefined) {
    const next = { ...rules, [name]: value };
    const used = Object.values(next).some((value) => value !== undefined);
    onChange(used ? next : undefined);
  }

  return (
    <section>
      <h3 className="mb-3 text-sm font-semibold">Rules</h3>
      <div className="grid gap-4 sm:grid-cols-2">
        {names.map((name) =>
          inputs[name].type === 'json' ? (
            <SchemaInput key={name} {...inputs[name]} value={rules.schema} onChange={(next) => set(name, next)} />
          ) : (
            <Labelled key={name} label={inputs[name].label} hint={inputs[name].hint}>
              {({ id, describedBy }) => (
                <TextInput
                  id={id}
                  aria-describedby={describedBy}
                  type={inputs[name].type === 'number' ? 'number' : 'text'}
                  defaultValue={textOf(rules[name])}
                  onChange={(event) => set(name, valueOf(event.target.value, inputs[name].type))}
                />
              )}
            </Labelled>
          ),
        )}
      </div>
    </section>
  );
}
