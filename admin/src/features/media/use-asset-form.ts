import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { entryQuery, summaryQuery, type Entry } from '@/api/entries';
import { UpdateEntryDocument } from '@/api/generated/graphql';
import type { Field } from '@/api/models';
import { isObject, type Json, type JsonObject } from '@/lib/json';
import { same } from '@/lib/same';

/** The value of a field of an asset in one locale. */
function valueIn(values: Json, field: Field, locale: string): Json {
  const value = isObject(values) ? (values[field.apiId] ?? null) : null;
  return field.localized ? (isObject(value) ? (value[locale] ?? null) : null) : value;
}

/** What is written about a file, until it is saved. */
export function useAssetForm(entry: Entry, locale: string) {
  const client = useQueryClient();
  const [changes, setChanges] = useState<JsonObject>({});

  function read(field: Field): Json {
    const changed = changes[field.apiId];
    if (changed === undefined) return valueIn(entry.values, field, locale);
    return field.localized ? valueIn({ [field.apiId]: changed }, field, locale) : changed;
  }

  function write(field: Field, value: Json) {
    const before = changes[field.apiId];
    const next = field.localized ? { ...(isObject(before) ? before : {}), [locale]: value } : value;
    setChanges({ ...changes, [field.apiId]: next });
  }

  const save = useMutation({
    mutationFn: () =>
      execute(UpdateEntryDocument, { id: entry.id, values: changes, version: entry.version, autosave: false }),
    onSuccess: async ({ updateEntry }) => {
      setChanges({});
      client.setQueryData(entryQuery(entry.id).queryKey, updateEntry);
      await client.invalidateQueries({ queryKey: summaryQuery(entry.id).queryKey });
      await client.invalidateQueries({ queryKey: ['entries', 'asset'] });
      toast('Saved');
    },
  });

  const dirty = Object.keys(changes).some((apiId) => {
    const before = isObject(entry.values) ? entry.values[apiId] : null;
    const next = changes[apiId];
    return !same(next, before) && !(isObject(next) && isObject(before) && same({ ...before, ...next }, before));
  });
  return { read, write, save, dirty };
}
