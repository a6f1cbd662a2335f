import { expect, test } from 'vitest';
import type { PlanItem } from '@/api/publish-plan';
import { planSentence } from '@/features/entries/editor/plan-sentence';

function anItem(problems = 0): PlanItem {
  return {
    version: 1,
    asked: false,
    step: 1,
    entry: { id: 'a', model: 'article', title: 'A', status: 'DRAFT', asset: null },
    problems: Array.from({ length: problems }, () => ({ path: 'title', rule: 'required', message: 'Title is required.' })),
  };
}

test.each([
  [{ items: [], steps: 0, possible: true }, /^Everything is live already/],
  [{ items: [anItem()], steps: 1, possible: true }, /^All that it refers to is live/],
  [{ items: [anItem(), anItem()], steps: 1, possible: true }, /^2 entries go live at one moment/],
  [{ items: [anItem(), anItem()], steps: 3, possible: true }, /^2 entries go live in 3 steps/],
  [{ items: [anItem(), anItem(2)], steps: 1, possible: false }, /^1 entry cannot go live yet/],
])('the plan is told in a sentence', (plan, sentence) => {
  expect(planSentence(plan)).toMatch(sentence);
});
