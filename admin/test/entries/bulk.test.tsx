import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, renderHook, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EntryRow } from '@/api/entries';
import type { Job } from '@/api/jobs';
import { meQuery, type Me } from '@/api/me';
import { BulkBar } from '@/features/entries/list/bulk-bar';
import { bulkSummary } from '@/features/entries/list/use-bulk';
import { jobSummary, useBulkJob } from '@/features/entries/list/use-bulk-job';
import { canSelectAll, useSelection } from '@/features/entries/list/use-selection';

const client = new QueryClient();
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);
const job: Job = { id: 'j', title: 'Publish', state: 'WAITING', done: 0, total: null, succeeded: 0, unchanged: 0, failed: 0, message: null };
const rows = ['a', 'b', 'c'].map((id) => ({ id, title: id }) as EntryRow);

/** The server, which answers by the name of the operation. */
const asked: { operationName: string; variables: Record<string, unknown> }[] = [];
let answers: Record<string, unknown[]> = {};

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  asked.length = 0;
  vi.stubGlobal('fetch', async (_: unknown, init: { body: string }) => {
    const request = JSON.parse(init.body) as (typeof asked)[number] & { query: string };
    const name = request.operationName ?? /(?:query|mutation) (\w+)/.exec(request.query)?.[1] ?? '';
    asked.push({ ...request, operationName: name });
    const [first, ...rest] = answers[name] ?? [];
    if (rest.length > 0) answers[name] = rest;
    return new Response(JSON.stringify({ data: first }), { headers: { 'Content-Type': 'application/json' } });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a whole list is selected once all rows that are loaded are', () => {
  const { result, rerender } = renderHook(({ key }) => useSelection(rows, key), { initialProps: { key: 'one' } });
  expect(canSelectAll(result.current, 3, 900)).toBe(false);
  act(() => result.current.selectAll());
  expect(canSelectAll(result.current, 3, 900)).toBe(true);
  expect(canSelectAll(result.current, 3, 3)).toBe(false);
  act(() => result.current.selectWhole());
  expect(result.current.whole).toBe(true);
  expect(canSelectAll(result.current, 3, 900)).toBe(false);
  act(() => result.current.toggle(1));
  expect(result.current.whole).toBe(false);
  act(() => result.current.selectWhole());
  rerender({ key: 'another list' });
  expect(result.current.whole).toBe(false);
});

test('work in the background is followed to its end, and tells what it could not do', async () => {
  const running = { ...job, state: 'RUNNING' as const, done: 400, total: 900, succeeded: 400 };
  answers = {
    StartBulk: [{ startBulk: job }],
    Job: [{ job: running }, { job: { ...running, state: 'DONE', done: 900, succeeded: 700, failed: 200 } }],
    JobFailures: [{ job: { id: 'j', items: [{ id: '7', entry: 'x', title: 'X', message: 'title is required.' }] } }],
    CancelJob: [{ cancelJob: running }],
  };
  const onEnd = vi.fn();
  const { result } = renderHook(() => useBulkJob(onEnd), { wrapper });
  const list = { model: 'article', where: { views: { gt: 5 } }, orderBy: null, search: 'go' };
  let ending = Promise.resolve();
  await act(async () => {
    ending = result.current.start('publish', list);
    await vi.advanceTimersByTimeAsync(1_100);
  });
  expect(result.current.progress).toEqual({ done: 400, of: 900 });
  await act(async () => {
    await result.current.cancel();
    await vi.advanceTimersByTimeAsync(1_100);
    await ending;
  });
  expect(asked[0]?.variables).toMatchObject({ action: 'PUBLISH', model: 'article', where: { views: { gt: 5 } }, search: 'go' });
  expect(asked.map((each) => each.operationName)).toContain('CancelJob');
  expect(onEnd).toHaveBeenCalledOnce();
  expect(result.current.progress).toBeNull();
  expect(result.current.report).toEqual({
    action: 'publish',
    done: 700,
    refused: [{ id: 'x', title: 'X', message: 'title is required.' }],
    more: 199,
  });
  expect(bulkSummary(result.current.report ?? { action: 'publish', done: 0, refused: [] })).toBe('700 entries published, 200 refused.');
});

test('what a job did is said in a sentence', () => {
  const done = { ...job, state: 'DONE' as const, succeeded: 1200, unchanged: 3 };
  expect(jobSummary('publish', done)).toBe('1,200 entries published, 3 as they were.');
  expect(jobSummary('delete', { ...done, state: 'CANCELLED', unchanged: 0 })).toBe('Stopped: 1,200 entries moved to the trash.');
  expect(jobSummary('publish', { ...done, state: 'FAILED', message: 'Ed may not sign in any more.' })).toMatch(/^Ed may not/);
});

test('the bar offers the whole list, and stops work in the background', async () => {
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  client.setQueryData(meQuery.queryKey, { can: ['publish', 'delete'] } as Me);
  const [onAll, onCancel] = [vi.fn(), vi.fn()];
  const props = { selected: 50, drafts: true, onAll, onAction: vi.fn(), onClear: vi.fn() };
  const bar = render(<BulkBar {...props} all={12_000} progress={null} onCancel={null} />, { wrapper });
  await user.click(screen.getByRole('button', { name: 'Select all 12,000' }));
  expect(onAll).toHaveBeenCalledOnce();
  bar.rerender(<BulkBar {...props} all={null} progress={{ done: 400, of: 12_000 }} onCancel={onCancel} />);
  expect(screen.getByText('400 of 12,000…')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  expect(onCancel).toHaveBeenCalledOnce();
});
