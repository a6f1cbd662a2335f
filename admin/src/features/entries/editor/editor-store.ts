import { execute } from '@/api/client';
import type { Entry } from '@/api/entries';
import { ApiError } from '@/api/errors';
import { CreateEntryDocument, EntryDocument, UpdateEntryDocument } from '@/api/generated/graphql';
import type { Model } from '@/api/models';
import { localKeep } from '@/lib/storage';
import { EntryStore, type Remote } from './store/entry-store';
import { slotOf, type Slots } from './store/slots';

export type OpenEntry = EntryStore<Entry>;

/** The values that a new entry begins with: the defaults of its fields. */
function defaultsOf(model: Model, locales: string[]): Slots {
  const slots: Slots = {};
  for (const field of model.fields) {
    if (field.default === null || field.default === undefined || field.system) continue;
    for (const locale of field.localized ? locales : [locales[0] ?? '']) slots[slotOf(field, locale)] = field.default;
  }
  return slots;
}

function remoteOf(model: Model, id: string | null, onCreated: (entry: Entry) => void): Remote<Entry> {
  // one key for all tries, so that a reply that was lost creates no second entry
  const idempotencyKey = crypto.randomUUID();
  let current = id;
  return {
    save: async (values, version) => {
      if (current !== null) {
        const variables = { id: current, values, version, autosave: model.drafts };
        return (await execute(UpdateEntryDocument, variables)).updateEntry;
      }
      const { createEntry } = await execute(CreateEntryDocument, { model: model.apiId, values, idempotencyKey });
      current = createEntry.id;
      onCreated(createEntry);
      return createEntry;
    },
    load: async () => {
      const { entry } = await execute(EntryDocument, { id: current ?? '' });
      if (!entry) throw new ApiError('This entry was deleted meanwhile.', 'NOT_FOUND');
      return entry;
    },
  };
}

/** Opens an entry, or a new one when `entry` is null. Models without drafts are saved by hand: a save is live at once. */
export function openEntry(model: Model, entry: Entry | null, locales: string[], onCreated: (entry: Entry) => void): OpenEntry {
  return new EntryStore<Entry>({
    model: { fields: model.fields.filter((field) => !field.system) },
    entry,
    initial: defaultsOf(model, locales),
    remote: remoteOf(model, entry?.id ?? null, onCreated),
    autosave: model.drafts,
    backupKey: `galley.unsaved.${entry?.id ?? `new.${model.apiId}`}`,
    keep: localKeep(),
  });
}
