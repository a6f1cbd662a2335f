import { ASSET, type Field, type Model } from '@/api/models';

const MOST_FIELDS = 4;
const PLAIN: Field['kind'][] = ['TEXT', 'SLUG', 'EMAIL', 'URL', 'ENUM', 'INTEGER', 'FLOAT', 'BOOLEAN', 'DATE', 'DATETIME'];

const HELP = `# Ctrl+Enter runs this, Ctrl+Space shows what can be asked for.
# The book on the left opens the documentation of your schema.

`;

function isPlain(field: Field): boolean {
  return PLAIN.includes(field.kind) && !field.list && !field.system;
}

/** A first query that this space can answer: the newest entries of a model, with plain fields. */
export function welcomeQuery(models: Model[]): string {
  const model = models.find((each) => each.apiId !== ASSET && !each.singleton && each.pluralApiId !== null);
  if (!model) return `${HELP}query {\n  assets(first: 5) {\n    nodes {\n      id\n      fileName\n      url\n    }\n  }\n}\n`;
  const names = ['id', ...model.fields.filter(isPlain).map((field) => field.apiId).slice(0, MOST_FIELDS)];
  const fields = names.map((name) => `      ${name}\n`).join('');
  return `${HELP}query {\n  ${model.pluralApiId}(first: 5) {\n    nodes {\n${fields}    }\n  }\n}\n`;
}
