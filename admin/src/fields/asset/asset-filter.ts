import type { EntrySummary } from '@/api/entries';
import type { Field } from '@/api/models';
import { rulesOf } from '../kinds';

/** What a file chooser accepts for a field: image/*,application/pdf. */
export function acceptOf(field: Field | undefined): string | undefined {
  return field && rulesOf(field).mimeTypes?.join(',');
}

/** Whether a field takes a file, by its type; fields without a rule take all. */
export function takesAsset(field: Field | undefined, entry: EntrySummary): boolean {
  const types = field && rulesOf(field).mimeTypes;
  const type = entry.asset?.mimeType ?? '';
  if (!types || types.length === 0) return true;
  return types.some((pattern) => (pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type));
}
