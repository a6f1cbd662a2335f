import { useState } from 'react';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { Plus, Search } from 'lucide-react';
import { useCan } from '@/api/can';
import { execute } from '@/api/client';
import { searchQuery, summaryQuery, type EntrySummary } from '@/api/entries';
import { CreateEntryDocument } from '@/api/generated/graphql';
import { useSpace } from '@/api/me';
import { listName, type Model } from '@/api/models';
import { useDebounced } from '@/lib/debounced';
import { Combobox } from '@/ui/combobox';
import { EntryLabel } from '../parts/entry-label';

/** Creates a draft that has only a title. */
function useQuickCreate(onPick: (entry: EntrySummary) => void) {
  const client = useQueryClient();
  const locale = useSpace()?.defaultLocale ?? 'en';
  return useMutation({
    mutationFn: async ({ model, title }: { model: Model; title: string }) => {
      const field = model.fields.find((f) => f.apiId === model.titleField);
      const values = { [model.titleField ?? '']: field?.localized ? { [locale]: title } : title };
      return (await execute(CreateEntryDocument, { model: model.apiId, values })).createEntry;
    },
    onSuccess: (entry) => {
      client.setQueryData(summaryQuery(entry.id).queryKey, entry);
      onPick(entry);
    },
  });
}

type Props = {
  id?: string;
  label: string;
  targets: Model[];
  chosen: string[];
  onPick: (entry: EntrySummary) => void;
  placeholder: string;
  multiple?: boolean;
  autoFocus?: boolean;
};

/** Finds entries by their title while one types, in all models that fit; what is not there yet can be created. */
export function ReferenceSearch({ id, label, targets, chosen, onPick, placeholder, multiple, autoFocus }: Props) {
  const client = useQueryClient();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const text = useDebounced(query, 150).trim();
  const mayCreate = useCan('create');
  const results = useQueries({ queries: targets.map((model) => ({ ...searchQuery(model, text), enabled: open })) });
  const entries = results.flatMap((result) => result.data ?? []);
  const searching = results.some((result) => result.isFetching);

  function pick(entry: EntrySummary) {
    client.setQueryData(summaryQuery(entry.id).queryKey, entry);
    onPick(entry);
  }

  const create = useQuickCreate(pick);
  const creatable = mayCreate && text ? targets.filter((model) => model.titleField && model.drafts) : [];
  const footer = creatable.length > 0 && (
    <div className="border-t border-line py-1">
      {creatable.map((model) => (
        <button
          key={model.apiId}
          type="button"
          tabIndex={-1}
          onClick={() => create.mutate({ model, title: text })}
          className="menu-item w-[calc(100%-8px)] hover:bg-active [&_svg]:size-4"
        >
          <Plus aria-hidden />
          <span className="truncate">
            Create “{text}” in {listName(model)}
          </span>
        </button>
      ))}
    </div>
  );
  return (
    <div className="flex h-9 items-center gap-2 px-3">
      <Search className="size-3.5 text-fg-3" aria-hidden />
      <Combobox
        id={id}
        label={label}
        autoFocus={autoFocus}
        className="h-full"
        minWidth={380}
        placeholder={placeholder}
        query={query}
        onQuery={setQuery}
        onOpenChange={setOpen}
        items={entries}
        keyOf={(entry) => entry.id}
        isSelected={(entry) => chosen.includes(entry.id)}
        onPick={pick}
        multiple={multiple}
        empty={searching ? 'Searching…' : 'Nothing found'}
        render={(entry) => <EntryLabel entry={entry} />}
        footer={footer}
      />
    </div>
  );
}
