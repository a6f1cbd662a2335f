import type { Usage } from '@/api/usage';
import { count } from '@/lib/format';

/** What deleting would do to those that refer to an entry, or why it cannot be done. */
export function usageSentence({ total, blocking }: Usage): string {
  const verb = (n: number) => (n === 1 ? 'refers' : 'refer');
  if (blocking > 0) {
    const needs = blocking === 1 ? 'needs' : 'need';
    return `${count(blocking, 'published entry', 'published entries')} ${needs} it. Let them refer to something else, or unpublish them first.`;
  }
  return `${count(total, 'entry', 'entries')} ${verb(total)} to it. There it will read as empty, until it is brought back.`;
}

/** How many are not shown, and why that may be. */
export function hiddenSentence({ total, entries }: Usage): string | null {
  const hidden = total - entries.length;
  return hidden > 0 ? `And ${count(hidden, 'more entry', 'more entries')}, some of which you may not see.` : null;
}
