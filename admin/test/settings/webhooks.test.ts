import { describe, expect, test } from 'vitest';
import type { Delivery, Webhook } from '@/api/webhooks';
import { draftOf, inputOf, isSendable } from '@/features/settings/webhooks/draft';
import { withChosen } from '@/features/settings/webhooks/choice';
import { subscriptionText } from '@/features/settings/webhooks/event-types';
import { isUnderWay, outcomeOf, requestText } from '@/features/settings/webhooks/outcome';

const webhook: Webhook = {
  id: 'w',
  name: 'Build',
  url: 'https://example.org/hook',
  events: ['entry.published'],
  models: [],
  enabled: true,
  disabledReason: null,
  createdAt: '2026-11-21T10:00:00Z',
};

describe('the form of a webhook', () => {
  test('reads an empty list as all, and writes it so', () => {
    const draft = draftOf(webhook);
    expect(draft.models.all).toBe(true);
    expect(draft.events).toEqual({ all: false, chosen: ['entry.published'] });
    expect(inputOf(draft)).toEqual({ name: 'Build', url: webhook.url, events: ['entry.published'], models: [] });
  });

  test('is not sent with none of some, which the server would read as all', () => {
    const draft = draftOf(webhook);
    const none = { ...draft, events: withChosen(draft.events, 'entry.published', false) };
    expect(isSendable(draft)).toBe(true);
    expect(isSendable(none)).toBe(false);
  });

  test('switched to all keeps what was ticked for a switch back', () => {
    const draft = draftOf(webhook);
    const all = { ...draft, events: { ...draft.events, all: true } };
    expect(inputOf(all).events).toEqual([]);
    expect(all.events.chosen).toEqual(['entry.published']);
  });
});

test('a subscription is told in a few words', () => {
  expect(subscriptionText([], [])).toBe('All events · all models');
  expect(subscriptionText(['entry.published', 'asset.ready'], ['article'])).toBe('Entry published, File ready · article');
  expect(subscriptionText(['a', 'b', 'c'], ['x', 'y', 'z'])).toBe('3 kinds of events · 3 models');
});

function delivery(change: Partial<Delivery>): Delivery {
  return {
    id: 'd',
    event: 'e',
    type: 'entry.published',
    attempt: 1,
    time: '2026-11-21T10:00:00Z',
    status: null,
    durationMs: 3,
    delivered: false,
    error: null,
    request: null,
    response: null,
    nextAttempt: null,
    ...change,
  };
}

test.each([
  ['waits for its first attempt', { attempt: 0, nextAttempt: '2026-11-21T10:00:05Z' }, 'Waiting', true],
  ['arrived', { delivered: true, status: 204 }, 'Delivered, 204', false],
  ['is tried again', { status: 500, nextAttempt: '2026-11-21T10:05:00Z' }, 'Trying again, 500', true],
  ['was given up', { status: 410 }, 'Failed, 410', false],
  ['found nobody', {}, 'Failed, no answer', false],
])('a delivery that %s', (_, change, label, underWay) => {
  expect(outcomeOf(delivery(change)).label).toBe(label);
  expect(isUnderWay(delivery(change))).toBe(underWay);
});

test('a request is shown by its headers', () => {
  expect(requestText({ headers: { 'webhook-id': 'msg_1', Accept: '*/*' } })).toBe('webhook-id: msg_1\nAccept: */*');
  expect(requestText(['other'])).toBe('[\n  "other"\n]');
});
