import type { EventFilter } from '@/api/events';

/** The kinds of events that can be filtered by, with the types that each holds. */
export const groups = [
  {
    id: 'entries',
    label: 'Entries',
    types: [
      'entry.created',
      'entry.updated',
      'entry.published',
      'entry.unpublished',
      'entry.scheduled',
      'entry.unscheduled',
      'entry.missed',
      'entry.archived',
      'entry.unarchived',
      'entry.deleted',
      'entry.restored',
      'entry.purged',
    ],
  },
  {
    id: 'publishing',
    label: 'Publishing',
    types: ['entry.published', 'entry.unpublished', 'entry.scheduled', 'entry.unscheduled', 'entry.missed'],
  },
  { id: 'deleting', label: 'Deleting', types: ['entry.deleted', 'entry.restored', 'entry.purged', 'asset.deleted'] },
  { id: 'files', label: 'Files', types: ['asset.created', 'asset.ready', 'asset.failed', 'asset.updated', 'asset.deleted'] },
  { id: 'models', label: 'Models and locales', types: ['model.created', 'model.updated', 'model.deleted'] },
  { id: 'jobs', label: 'Work in the background', types: ['job.started', 'job.finished'] },
  { id: 'access', label: 'People, keys and webhooks', types: ['access.changed'] },
] as const;

export type GroupId = (typeof groups)[number]['id'];

/** What the address of the activity page says. */
export type ActivitySearch = { kind?: GroupId; entry?: string };

/** Reads the address; what means nothing is left out. */
export function readActivitySearch(search: Record<string, unknown>): ActivitySearch {
  const kind = groups.find((group) => group.id === search.kind)?.id;
  const entry = typeof search.entry === 'string' && search.entry !== '' ? search.entry : undefined;
  return { ...(kind && { kind }), ...(entry && { entry }) };
}

/** What to ask the server for. */
export function filterOf(search: ActivitySearch): EventFilter {
  const group = groups.find((each) => each.id === search.kind);
  return { types: group ? [...group.types] : null, entry: search.entry ?? null };
}
