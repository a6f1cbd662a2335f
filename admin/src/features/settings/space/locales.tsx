import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { SetLocalesDocument } from '@/api/generated/graphql';
import { schemaQuery } from '@/api/models';
import { spaceQuery, type Space } from '@/api/me';
import { removedAt, replacedAt } from '@/lib/arrays';
import { same } from '@/lib/same';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Select } from '@/ui/select';
import { TextInput } from '@/ui/text-input';
import { Rows, Section } from '../section';

type Locale = { code: string; name: string; fallback: string | null };

const NONE = '';

/** The name of a language, as the browser knows it. */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

type RowProps = { locale: Locale; others: Locale[]; isDefault: boolean; onChange: (locale: Locale) => void; onRemove: () => void };

function LocaleRow({ locale, others, isDefault, onChange, onRemove }: RowProps) {
  const fallbacks = [{ value: NONE, label: 'No fallback' }, ...others.map(({ code, name }) => ({ value: code, label: `Falls back to ${name || code}` }))];
  return (
    <li className="flex flex-wrap items-center gap-2 p-2">
      <TextInput
        aria-label="Code"
        placeholder="de"
        spellCheck={false}
        value={locale.code}
        onChange={(event) => onChange({ ...locale, code: event.target.value })}
        onBlur={() => !locale.name && locale.code && onChange({ ...locale, name: languageName(locale.code) })}
        className="w-24"
      />
      <TextInput
        aria-label="Name"
        placeholder="Deutsch"
        value={locale.name}
        onChange={(event) => onChange({ ...locale, name: event.target.value })}
        className="min-w-32 flex-1"
      />
      {isDefault ? (
        <span className="w-52 px-3 text-sm text-fg-2">Default</span>
      ) : (
        <Select
          label={`Fallback of ${locale.name || locale.code}`}
          value={locale.fallback ?? NONE}
          options={fallbacks}
          onChange={(fallback) => onChange({ ...locale, fallback: fallback || null })}
          className="!w-52"
        />
      )}
      <IconButton label={`Remove ${locale.name || locale.code}`} disabled={isDefault} onClick={onRemove}>
        <X />
      </IconButton>
    </li>
  );
}

/** The locales of the space; the first is the default. */
export function Locales({ space }: { space: Space }) {
  const client = useQueryClient();
  const [locales, setLocales] = useState<Locale[]>(space.locales);
  const save = useMutation({
    mutationFn: () => execute(SetLocalesDocument, { locales: locales.map(({ code, name, fallback }) => ({ code, name, fallback })) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: spaceQuery.queryKey });
      await client.invalidateQueries({ queryKey: schemaQuery.queryKey });
      toast('Locales saved');
    },
  });
  const dirty = !same(locales, space.locales);
  const complete = locales.every((locale) => locale.code.trim() !== '');
  return (
    <Section title="Locales" hint="In which languages content is written. Fields decide on their own whether they have a value per locale.">
      <Rows label="Locales">
        {locales.map((locale, i) => (
          <LocaleRow
            key={i}
            locale={locale}
            others={locales.filter((other) => other !== locale && other.code)}
            isDefault={i === 0}
            onChange={(next) => setLocales(replacedAt(locales, i, next))}
            onRemove={() => setLocales(removedAt(locales, i))}
          />
        ))}
      </Rows>
      <div className="mt-3 flex gap-2">
        <Button onClick={() => setLocales([...locales, { code: '', name: '', fallback: locales[0]?.code ?? null }])}>
          <Plus />
          Add a locale
        </Button>
        <span className="flex-1" />
        {dirty && <Button onClick={() => setLocales(space.locales)}>Discard</Button>}
        <Button variant="primary" disabled={!dirty || !complete} busy={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </div>
    </Section>
  );
}
