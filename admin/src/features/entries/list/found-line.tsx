import type { EntryRow, Highlight } from '@/api/entries';
import type { Field, Model } from '@/api/models';
import { Highlighted } from '@/fields/parts/highlighted';

function fieldOf(model: Model, highlight: Highlight): Field | undefined {
  return model.fields.find((each) => each.apiId === highlight.field.split('.')[0]);
}

/** The piece that says most about why an entry was found: one that the title, and a slug of it, do not show already. */
export function tellingHighlight(highlights: Highlight[] | undefined, model: Model): Highlight | undefined {
  const isTelling = (each: Highlight) => each.field !== model.titleField && fieldOf(model, each)?.kind !== 'SLUG';
  return highlights?.find(isTelling) ?? highlights?.[0];
}

/** Where the words of a search were found, in one line under the title. */
export function FoundLine({ row, model }: { row: EntryRow; model: Model }) {
  const highlight = tellingHighlight(row.highlights, model);
  if (!highlight) return null;
  return (
    <span className="block truncate text-xs text-fg-2">
      <span className="text-fg-3">{fieldOf(model, highlight)?.name ?? highlight.field}: </span>
      <Highlighted runs={highlight.runs} />
    </span>
  );
}
