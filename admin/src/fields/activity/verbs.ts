import type { Event } from '@/api/events';

const verbs: Record<string, string> = {
  'entry.created': 'created',
  'entry.updated': 'edited',
  'entry.published': 'published',
  'entry.unpublished': 'unpublished',
  'entry.deleted': 'deleted',
  'entry.restored': 'brought back',
  'asset.ready': 'uploaded',
  'asset.failed': 'could not upload',
  'asset.updated': 'edited the file',
  'asset.deleted': 'deleted the file',
  'model.created': 'created the model',
  'model.updated': 'changed the model',
  'model.deleted': 'removed the model',
};

/** What the types of an event say, as a verb. Of several, the last is the most telling. */
export function verbOf(types: string[]): string {
  const type = types.at(-1) ?? '';
  return verbs[type] ?? type.replaceAll('.', ' ');
}

/** The event's own sentence, in the form that follows a name: "Made a key." gives "made a key". Null for events of entries. */
export function noteOf(event: Pick<Event, 'entry' | 'note'>): string | null {
  if (event.entry || !event.note) return null;
  return event.note.charAt(0).toLowerCase() + event.note.slice(1).replace(/\.$/, '');
}
