import type { PublishPlan } from '@/api/publish-plan';
import { count } from '@/lib/format';

/** What is going to happen, or why it cannot. */
export function planSentence({ items, steps, possible }: PublishPlan): string {
  if (!possible) {
    const stuck = items.filter((item) => item.problems.length > 0).length;
    return `${count(stuck, 'entry', 'entries')} cannot go live yet. Nothing is published until that is put right.`;
  }
  if (items.length === 0) return 'Everything is live already.';
  if (items.length === 1) return 'All that it refers to is live already.';
  const what = count(items.length, 'entry', 'entries');
  if (steps <= 1) return `${what} go live at one moment.`;
  return `${what} go live in ${count(steps, 'step')}, so that none ever refers to something unpublished.`;
}
