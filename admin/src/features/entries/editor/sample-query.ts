import type { Field, Model } from '@/api/models';

const MOST_FIELDS = 8;

/** How a field is asked for; null for what needs to know more of the schema. */
function selection(field: Field): string | null {
  switch (field.kind) {
    case 'COMPONENT':
    case 'BLOCKS':
      return null;
    case 'REFERENCE':
      return field.models.length === 1 ? `${field.apiId} { id }` : null;
    case 'ASSET':
      return `${field.apiId} { url }`;
    case 'RICH_TEXT':
      return `${field.apiId} { text }`;
    case 'LOCATION':
      return `${field.apiId} { latitude longitude }`;
    default:
      return field.apiId;
  }
}

/** A query of the content API for one entry, to begin with in the playground. */
export function sampleQuery(model: Model, id: string): string {
  const fields = model.builtin
    ? ['fileName', 'mimeType', 'url']
    : model.fields.flatMap((field) => selection(field) ?? []).slice(0, MOST_FIELDS);
  const lines = ['id', ...fields].map((line) => `    ${line}`);
  return `query {\n  ${model.apiId}(id: "${id}") {\n${lines.join('\n')}\n  }\n}\n`;
}
