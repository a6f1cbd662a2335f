import type { Rules } from '@/fields/kinds';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import type { Json } from '@/lib/json';
import type { FieldFile } from './model-file';
import { RuleInput } from './rule-input';
import { labelOf, rulesFor, silentRulesFor, type ValueRule } from './rules';
import { SchemaInput } from './schema-input';

type TextProps = { label: string; hint?: string; value: string | undefined; onChange: (value: string) => void };

function WordsInput({ label, hint, value, onChange }: TextProps) {
  return (
    <Labelled label={label} hint={hint} optional>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          maxLength={500}
          defaultValue={value ?? ''}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Labelled>
  );
}

/** The rules with one of them set, or without it; nothing when none is left. */
function withRule(rules: Rules, name: keyof Rules, value: Json | undefined): Rules | undefined {
  const used = Object.entries({ ...rules, [name]: value }).filter(([, each]) => each !== undefined && each !== '');
  return used.length > 0 ? (Object.fromEntries(used) as Rules) : undefined;
}

function withMessage(rules: Rules, rule: string, message: string): Rules | undefined {
  const { [rule]: _, ...others } = rules.messages ?? {};
  const messages = message.trim() ? { ...others, [rule]: message } : others;
  return withRule(rules, 'messages', Object.keys(messages).length > 0 ? (messages as Json) : undefined);
}

type Props = { field: FieldFile; onChange: (rules: Rules | undefined) => void };

/** What narrows the values of a field, and what is said of those that do not fit. */
export function RuleInputs({ field, onChange }: Props) {
  const names = rulesFor(field);
  const silent = silentRulesFor(field);
  const rules = field.validation ?? {};
  if (names.length + silent.length === 0) return null;
  const set = (name: keyof Rules, value: Json | undefined) => onChange(withRule(rules, name, value));
  const say = (rule: string, message: string) => onChange(withMessage(rules, rule, message));

  function ruleInput(name: ValueRule) {
    const label = labelOf(name, field.kind);
    if (label.type === 'json') return <SchemaInput key={name} {...label} value={rules.schema} onChange={(next) => set(name, next)} />;
    return (
      <RuleInput
        key={`${name} ${label.type}`}
        {...label}
        value={rules[name]}
        message={rules.messages?.[name]}
        onChange={(next) => set(name, next)}
        onMessage={(message) => say(name, message)}
      />
    );
  }

  return (
    <section aria-labelledby="rules-title">
      <h3 id="rules-title" className="mb-3 text-sm font-semibold">
        Rules
      </h3>
      <div className="grid gap-4 sm:grid-cols-2">
        {names.map(ruleInput)}
        {silent.map(({ rule, when }) => (
          <WordsInput key={rule} label={`Message when ${when}`} value={rules.messages?.[rule]} onChange={(text) => say(rule, text)} />
        ))}
        {names.length > 0 && (
          <WordsInput
            label="Message"
            hint="Shown instead of the sentences of rules without one of their own."
            value={rules.message}
            onChange={(text) => set('message', text)}
          />
        )}
      </div>
    </section>
  );
}
