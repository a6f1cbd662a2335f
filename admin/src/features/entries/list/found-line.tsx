import type { EntryRow, Highlight } from '@/api/entries';
import type { Model } from '@/api/models';
import { Highlighted } from '@/fields/parts/highlighted';

/** The piece that says most about why an entry was found: one that the title does not show already. */
export function tellingHighlight(highlights: Highlight[] | undefined, titleField: string | null): Highlight | undefined {
  return highlights?.find((each) => each.field !== titleField) ?? highlights?.[0];
}

/** Where the words of a search were found, in one line under the title. */
export function FoundLine({ row, model }: { row: EntryRow; model: Model }) {
  const highlight = tellingHighlight(row.highlights, model.titleField);
  if (!highlight) return null;
  const field = model.fields.find((each) => each.apiId === highlight.field.split('.')[0]);
  return (
    <span className="block truncate text-xs text-fg-2">
      <span className="text-fg-3">{field?.name ?? highlight.field}: </span>
      <Highlighted runs={highlight.runs} />
    </span>
  );
}
