import type { PlanPartsFragment } from '@/api/generated/graphql';
import { count, formatNumber } from '@/lib/format';

/** One difference that a plan tells of. */
export type Change = PlanPartsFragment['changes'][number];

/** An entry for which a change does not go well. */
export type Sample = Change['samples'][number];

/** What becomes of the entries for which a change does not go well. */
function fateOf({ destructive, refused, failing }: Change): string {
  if (refused) return failing === 1 ? 'is in its way' : 'are in its way';
  if (!destructive) return 'could not be published';
  return failing === 1 ? 'would lose its value' : 'would lose their value';
}

/** How many entries a change touches, in words; nothing when it touches none that anybody looked at. */
export function impactOf(change: Change): string | null {
  const { affected, failing, partial } = change;
  if (affected === 0 && !partial) return null;
  const atLeast = partial ? 'at least ' : '';
  const fails = failing > 0 ? `; ${atLeast}${formatNumber(failing)} ${fateOf(change)}` : '';
  return `Affects ${atLeast}${count(affected, 'entry', 'entries')}${fails}${partial ? ' (there was no time to look at all)' : ''}`;
}

/** Whose values a change loses: tags (42 entries). */
function losesOf(change: Change): string {
  const what = change.field ?? change.model;
  const entries = change.failing || change.affected;
  return entries > 0 ? `${what} (${count(entries, 'entry', 'entries')})` : what;
}

/** What the changes of a plan lose. */
export function lossOf(changes: Change[]): string {
  const losing = changes.filter((change) => change.destructive);
  const isRemoval = losing.some((change) => change.action === 'remove');
  const end = isRemoval ? 'This cannot be undone.' : 'They are gone for good when the entries are saved next.';
  return `Values get out of reach: ${losing.map(losesOf).join(', ')}. ${end}`;
}
