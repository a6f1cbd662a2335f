import { capitalise, count } from '@/lib/format';

type Option = { value: string; label: string };
export type OptionGroup = { label: string; options: Option[] };

/** What webhooks can hear of. */
export const eventGroups: OptionGroup[] = [
  {
    label: 'Entries',
    options: [
      { value: 'entry.created', label: 'Created' },
      { value: 'entry.updated', label: 'Changed' },
      { value: 'entry.published', label: 'Published' },
      { value: 'entry.unpublished', label: 'Unpublished' },
      { value: 'entry.deleted', label: 'Deleted' },
      { value: 'entry.restored', label: 'Brought back' },
    ],
  },
  {
    label: 'Files',
    options: [
      { value: 'asset.ready', label: 'Ready' },
      { value: 'asset.failed', label: 'Failed' },
      { value: 'asset.updated', label: 'Changed' },
      { value: 'asset.deleted', label: 'Deleted' },
    ],
  },
  {
    label: 'Models',
    options: [
      { value: 'model.created', label: 'Created' },
      { value: 'model.updated', label: 'Changed' },
      { value: 'model.deleted', label: 'Removed' },
    ],
  },
];

/** "entry published", of a type. */
export function typeLabel(type: string): string {
  for (const group of eventGroups) {
    const option = group.options.find((each) => each.value === type);
    if (option) return `${group.label === 'Entries' ? 'Entry' : group.label.slice(0, -1)} ${option.label.toLowerCase()}`;
  }
  return capitalise(type.replaceAll('.', ' '));
}

/** What a webhook hears of, in a few words. */
export function subscriptionText(events: string[], models: string[]): string {
  const what = events.length === 0 ? 'All events' : events.length <= 2 ? events.map(typeLabel).join(', ') : count(events.length, 'kind of event', 'kinds of events');
  const where = models.length === 0 ? 'all models' : models.length <= 2 ? models.join(', ') : count(models.length, 'model');
  return `${what} · ${where}`;
}
