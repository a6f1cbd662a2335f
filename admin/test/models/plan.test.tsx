import type { ReactNode } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { execute } from '@/api/client';
import { BuildingNotice } from '@/features/models/building-notice';
import { impactOf, lossOf, type Change } from '@/features/models/impact';
import { PlanDialog } from '@/features/models/plan-dialog';
import { aField, aModel } from '../samples';

vi.mock('@/api/client', () => ({ execute: vi.fn() }));
vi.mock('@tanstack/react-router', () => ({
  Link: ({ params, children }: { params: { model: string; id: string }; children: ReactNode }) => (
    <a href={`/content/${params.model}/${params.id}`}>{children}</a>
  ),
}));

function aChange(change: Partial<Change> = {}): Change {
  return {
    action: 'update', model: 'recipe', field: 'minutes', destructive: false, message: 'change the field minutes of model recipe: kind',
    affected: 0, failing: 0, partial: false, refused: false, samples: [], ...change,
  };
}

const losing = aChange({
  destructive: true,
  affected: 1200,
  failing: 2,
  samples: [{ entry: 'e1', model: 'recipe', title: 'Pea soup', message: 'minutes is no whole number: "long"' }],
});

test.each([
  [aChange(), null],
  [aChange({ affected: 1 }), 'Affects 1 entry'],
  [losing, 'Affects 1,200 entries; 2 would lose their value'],
  [aChange({ affected: 9, failing: 4, refused: true }), 'Affects 9 entries; 4 are in its way'],
  [aChange({ affected: 3, failing: 1 }), 'Affects 3 entries; 1 could not be published'],
  [aChange({ affected: 3, failing: 1, destructive: true, partial: true }), 'Affects at least 3 entries; at least 1 would lose its value (there was no time to look at all)'],
])('what a change touches is told in words: %#', (change, words) => {
  expect(impactOf(change)).toBe(words);
});

test('what gets lost is told in one sentence', () => {
  const removed = aChange({ action: 'remove', field: 'old', destructive: true, affected: 3 });
  expect(lossOf([aChange({ affected: 9 }), losing, removed])).toBe('Values get out of reach: minutes (2 entries), old (3 entries). This cannot be undone.');
  expect(lossOf([aChange({ field: null, destructive: true })])).toBe('Values get out of reach: recipe. They are gone for good when the entries are saved next.');
});

const asked = vi.mocked(execute);
const plan = (changes: Change[]) => ({ changes, destructive: changes.some((each) => each.destructive), applied: false, schemaVersion: 1, building: false });

function open(changes: Change[]) {
  asked.mockResolvedValueOnce({ planModels: plan(changes) } as never);
  const onApplied = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PlanDialog proposal={{ models: [{}], remove: false }} onClose={vi.fn()} onApplied={onApplied} />
    </QueryClientProvider>,
  );
  return onApplied;
}

beforeEach(() => asked.mockReset());

test('what loses nothing is applied by one press, and allows no loss', async () => {
  const user = userEvent.setup();
  const onApplied = open([aChange({ affected: 2 })]);
  await screen.findByText('Affects 2 entries');
  asked.mockResolvedValueOnce({ applyModels: plan([]) } as never);
  await user.click(screen.getByRole('button', { name: 'Apply' }));
  expect(asked.mock.calls[1]?.[1]).toEqual({ models: [{}], remove: false, allowDestructive: false });
  await vi.waitFor(() => expect(onApplied).toHaveBeenCalled());
});

test('what entries are in the way of cannot be applied', async () => {
  open([aChange({ affected: 2, failing: 2, refused: true })]);
  await screen.findByText(/before the entries named are mended/);
  expect(screen.getByRole('button', { name: 'Apply' })).toBeDisabled();
});

test('a loss is shown with the entries it hits, and wants a word before it is applied', async () => {
  const user = userEvent.setup();
  open([losing]);
  const samples = await screen.findByRole('list', { name: 'Entries for which it does not go well' });
  expect(within(samples).getByRole('link', { name: /^Pea soup/ })).toHaveAttribute('href', '/content/recipe/e1');
  expect(samples).toHaveTextContent('minutes is no whole number: "long"');
  expect(samples).toHaveTextContent('and 1 more');
  const apply = screen.getByRole('button', { name: 'Apply, and lose these values' });
  expect(apply).toBeDisabled();
  await user.click(screen.getByRole('checkbox', { name: 'I know, and mean it' }));
  asked.mockResolvedValueOnce({ applyModels: plan([]) } as never);
  await user.click(apply);
  expect(asked.mock.calls[1]?.[1]).toMatchObject({ allowDestructive: true });
});

test('what cannot be done now is not offered, and what is in the way is named', async () => {
  open([aChange({ refused: true, affected: 2, failing: 2, samples: losing.samples })]);
  await screen.findByText('Some of these changes cannot be made before the entries named are mended.');
  expect(screen.getByRole('button', { name: 'Apply' })).toBeDisabled();
  expect(screen.getByRole('link', { name: /^Pea soup/ })).toBeInTheDocument();
});

test('the building of indexes shows how far it has come', async () => {
  asked.mockResolvedValueOnce({ model: { apiId: 'recipe', building: { fields: ['minutes', 'createdAt'], done: 250, total: 1000, duplicates: [] } } } as never);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <BuildingNotice model={aModel('recipe', [aField('minutes', 'INTEGER')])} />
    </QueryClientProvider>,
  );
  expect(await screen.findByText('Indexes are being built: Minutes, createdAt')).toBeInTheDocument();
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '250');
  expect(screen.getByText('250 of 1,000')).toBeInTheDocument();
});
