import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { execute } from '@/api/client';
import type { ListedJob } from '@/api/jobs';
import { counted } from '@/features/settings/jobs/job-row';
import JobsSection from '@/features/settings/jobs/jobs-section';

vi.mock('@/api/client', () => ({ execute: vi.fn() }));

const job: ListedJob = {
  id: 'j1', kind: 'BULK', title: 'Publish all entries of Post', state: 'RUNNING', model: null, by: { name: 'Ada' }, createdAt: '2026-01-01T00:00:00Z',
  done: 400, total: 12_000, succeeded: 390, unchanged: 7, failed: 3, message: null,
};

test('how far a job is, is said in numbers', () => {
  expect(counted(job)).toBe('400 of 12,000, 7 as they were, 3 failed');
  expect(counted({ ...job, state: 'DONE', done: 12_000, unchanged: 0, failed: 0 })).toBe('12,000');
  expect(counted({ ...job, total: null, done: 0, unchanged: 0, failed: 0 })).toBe('0');
});

test('background work is listed, stopped, and tells what failed', async () => {
  const user = userEvent.setup();
  let state: ListedJob['state'] = 'RUNNING';
  const backfill = { ...job, id: 'build-m1', kind: 'BACKFILL', title: 'Build the indexes of Post', failed: 0 };
  vi.mocked(execute).mockImplementation(async (document: unknown) => {
    const text = JSON.stringify(document);
    if (text.includes('JobFailures')) return { job: { id: 'j1', items: [{ id: '1', entry: 'x', title: 'X', message: 'title is required.' }] } } as never;
    if (text.includes('CancelJob')) state = 'CANCELLED';
    return { jobs: [{ ...job, state }, backfill], cancelJob: { ...job, state } } as never;
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <JobsSection />
    </QueryClientProvider>,
  );
  expect(await screen.findByText('Build the indexes of Post')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'What failed' }));
  expect(await screen.findByText('title is required.')).toBeVisible();
  expect(screen.getByText('And 2 more.')).toBeVisible();
  const [close] = screen.getAllByRole('button', { name: 'Close' });
  if (close) await user.click(close);
  await user.click(screen.getByRole('button', { name: 'Stop' })); // there is one: indexes cannot be stopped
  expect(await screen.findByText('Stopped')).toBeVisible();
});
