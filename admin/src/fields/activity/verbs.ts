import type { Event } from '@/api/events';
import { capitalise } from '@/lib/format';

const verbs: Record<string, string> = {
  'entry.created': 'created',
  'entry.updated': 'edited',
  'entry.published': 'published',
  'entry.unpublished': 'unpublished',
  'entry.deleted': 'deleted',
  'entry.restored': 'brought back',
  'entry.archived': 'archived',
  'entry.unarchived': 'took out of the archive',
  'entry.purged': 'removed for good',
  'entry.scheduled': 'planned something for',
  'entry.unscheduled': 'called off what was planned for',
  'entry.missed': 'could not carry out what was planned for',
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

/** The sentence that an event without an entry brings itself. */
export function noteOf(event: Pick<Event, 'entry' | 'note'>): string | null {
  return event.entry || !event.note ? null : capitalise(event.note.replace(/\.$/, ''));
}
