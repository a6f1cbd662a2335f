import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { searchQuery, summaryQuery, type EntrySummary } from '@/api/entries';
import type { Model } from '@/api/models';
import { EntryLabel } from '@/fields/parts/entry-label';
import { useTargets } from '@/fields/reference/use-targets';
import { useDebounced } from '@/lib/debounced';
import type { Json } from '@/lib/json';
import { Checkbox } from '@/ui/checkbox';
import { TextInput } from '@/ui/text-input';
import { takesSeveral, type Filterable } from './filters';
import type { Filter } from './search';

type Props = { filterable: Filterable; filter: Filter; onChange: (value: Json) => void; onDone: () => void };

function several(value: Json): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function flipped(value: Json, item: string, on: boolean): string[] {
  const rest = several(value).filter((each) => each !== item);
  return on ? [...rest, item] : rest;
}

function Choices({ choices, value, onChange }: { choices: Filterable['choices']; value: Json; onChange: (v: Json) => void }) {
  return (
    <div className="max-h-72 w-56 overflow-auto py-1">
      {choices.map((choice) => (
        <label key={choice.value} className="menu-item hover:bg-active">
          <Checkbox
            label={choice.label}
            checked={several(value).includes(choice.value)}
            onChange={(on) => onChange(flipped(value, choice.value, on))}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}

const truths = [
  { value: true, label: 'Yes' },
  { value: false, label: 'No' },
];

function Truth({ onChange, onDone }: Pick<Props, 'onChange' | 'onDone'>) {
  return (
    <div className="w-32 py-1">
      {truths.map((each) => (
        <button
          key={each.label}
          type="button"
          className="menu-item w-[calc(100%-8px)] hover:bg-active focus-visible:bg-active"
          onClick={() => {
            onChange(each.value);
            onDone();
          }}
        >
          {each.label}
        </button>
      ))}
    </div>
  );
}

function FoundEntries({ model, text, value, onChange }: { model: Model; text: string; value: Json; onChange: (v: Json) => void }) {
  const found = useQuery(searchQuery(model, text, {}, 12)).data ?? [];
  return found.map((entry: EntrySummary) => (
    <label key={entry.id} className="menu-item !min-h-9 hover:bg-active">
      <Checkbox
        label={entry.title}
        checked={several(value).includes(entry.id)}
        onChange={(on) => onChange(flipped(value, entry.id, on))}
      />
      <EntryLabel entry={entry} />
    </label>
  ));
}

function Entries({ filterable, filter, onChange }: Props) {
  const [query, setQuery] = useState('');
  const text = useDebounced(query, 150);
  const targets = useTargets(filterable.field!);
  return (
    <div className="w-80">
      <div className="border-b border-line p-2">
        <TextInput
          autoFocus
          aria-label={`Find ${filterable.label.toLowerCase()}`}
          placeholder="Find by title"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className="max-h-72 overflow-auto py-1">
        {targets.map((model) => (
          <FoundEntries key={model.apiId} model={model} text={text} value={filter.value} onChange={onChange} />
        ))}
      </div>
    </div>
  );
}

const inputTypes = { text: 'text', number: 'number', date: 'date', time: 'time', moment: 'datetime-local' } as const;

/** The text of an input as the value of a filter: numbers as numbers, moments in UTC, lists by commas. */
function valueOf(text: string, { operand }: Filterable, op: string): Json {
  const items = text.split(',').map((each) => each.trim()).filter(Boolean);
  const one = (each: string): Json => {
    if (operand === 'number') return Number(each);
    if (operand === 'moment') return new Date(each).toISOString();
    return each;
  };
  if (takesSeveral(op)) return items.map(one);
  return text === '' ? '' : one(text);
}

function textOf(value: Json, { operand }: Filterable): string {
  if (Array.isArray(value)) return value.join(', ');
  if (operand !== 'moment' || typeof value !== 'string' || value === '') return String(value ?? '');
  const moment = new Date(value);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

function Typed({ filterable, filter, onChange, onDone }: Props) {
  const [text, setText] = useState(textOf(filter.value, filterable));
  const type = takesSeveral(filter.op) ? 'text' : inputTypes[filterable.operand as keyof typeof inputTypes];
  return (
    <form
      className="w-64 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
      }}
    >
      <TextInput
        autoFocus
        type={type}
        step="any"
        aria-label={`Value of ${filterable.label.toLowerCase()}`}
        placeholder={takesSeveral(filter.op) ? 'Values, with commas' : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange(valueOf(event.target.value, filterable, filter.op));
        }}
      />
    </form>
  );
}

/** The input of the value of a filter. */
export function FilterValue(props: Props) {
  const { filterable, filter, onChange } = props;
  switch (filterable.operand) {
    case 'choice':
      return <Choices choices={filterable.choices} value={filter.value} onChange={onChange} />;
    case 'truth':
      return <Truth onChange={onChange} onDone={props.onDone} />;
    case 'entry':
      return <Entries {...props} />;
    default:
      return <Typed {...props} />;
  }
}

/** The title of an entry that a filter names. */
function EntryTitle({ id }: { id: string }) {
  return <>{useQuery(summaryQuery(id)).data?.title ?? '…'}</>;
}

/** The value of a filter, to be read. */
export function FilterText({ filterable, filter }: { filterable: Filterable; filter: Filter }) {
  const { value } = filter;
  const values = several(value);
  if (values.length > 2) return <>{values.length} chosen</>;
  if (filterable.operand === 'truth') return <>{value === true ? 'Yes' : 'No'}</>;
  if (filterable.operand === 'choice') {
    return <>{values.map((each) => filterable.choices.find((c) => c.value === each)?.label ?? each).join(', ')}</>;
  }
  if (filterable.operand === 'entry') {
    return values.map((id, i) => (
      <span key={id}>
        {i > 0 && ', '}
        <EntryTitle id={id} />
      </span>
    ));
  }
  return <>{textOf(value, filterable).replace('T', ' ')}</>;
}
