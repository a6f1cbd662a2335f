import type { Field } from '@/api/models';

/** The values of an ENUM field with their names. */
export function choicesOf(field: Field): { value: string; label: string }[] {
  return field.enum.map(({ value, name }) => ({ value, label: name || value }));
}
