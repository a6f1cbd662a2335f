import { useQuery } from '@tanstack/react-query';
import { summaryQuery } from '@/api/entries';
import type { FieldKind } from '@/api/generated/graphql';
import { EntryLabel } from '@/fields/parts/entry-label';
import { idOf } from '@/fields/reference/reference-row';
import { isObject, type Json } from '@/lib/json';
import { plainText } from '@/lib/plain-text';

/** An entry that a value refers to, by its title while it exists. */
function Target({ id }: { id: string }) {
  const entry = useQuery(summaryQuery(id)).data;
  if (!entry) return <span className="font-mono text-xs text-fg-2">{id}</span>;
  return (
    <span className="flex items-center gap-2">
      <EntryLabel entry={entry} />
    </span>
  );
}

/** A component or a block: its fields with their plain texts. */
function Parts({ value }: { value: { [name: string]: Json } }) {
  return (
    <dl className="text-sm">
      {Object.entries(value)
        .filter(([name, part]) => name !== 'key' && part !== null)
        .map(([name, part]) => (
          <div key={name} className="flex gap-2">
            <dt className="shrink-0 text-fg-3">{name}</dt>
            <dd className="min-w-0 break-words">{isObject(part) && part.type !== 'doc' ? <Parts value={part} /> : plainText(part)}</dd>
          </div>
        ))}
    </dl>
  );
}

function One({ kind, value }: { kind: FieldKind; value: Json }) {
  const id = kind === 'REFERENCE' || kind === 'ASSET' ? idOf(value) : null;
  if (id) return <Target id={id} />;
  if (kind === 'JSON') return <pre className="overflow-auto text-xs">{JSON.stringify(value, null, 2)}</pre>;
  if ((kind === 'COMPONENT' || kind === 'BLOCKS' || kind === 'LOCATION') && isObject(value)) return <Parts value={value} />;
  return <span className="break-words whitespace-pre-wrap">{plainText(value)}</span>;
}

/** A value of any kind, to be read. */
export function ValueView({ kind, value }: { kind: FieldKind; value: Json }) {
  if (value === null || (Array.isArray(value) && value.length === 0)) return <span className="text-fg-3">Nothing</span>;
  if (!Array.isArray(value) || kind === 'JSON') return <One kind={kind} value={value} />;
  return (
    <ol className="flex flex-col gap-1.5">
      {value.map((item, i) => (
        <li key={i}>
          <One kind={kind} value={item} />
        </li>
      ))}
    </ol>
  );
}
