import type { Webhook } from '@/api/webhooks';
import { choiceOf, isComplete, listOf, type Choice } from './choice';

/** A webhook as a form holds it. */
export type Draft = { name: string; url: string; events: Choice; models: Choice };

export const blank: Draft = {
  name: '',
  url: '',
  events: { all: false, chosen: ['entry.published', 'entry.unpublished', 'entry.deleted'] },
  models: { all: true, chosen: [] },
};

export function draftOf(webhook: Webhook): Draft {
  const { name, url, events, models } = webhook;
  return { name, url, events: choiceOf(events), models: choiceOf(models) };
}

export function inputOf(draft: Draft) {
  return {
    name: draft.name.trim(),
    url: draft.url.trim(),
    events: listOf(draft.events),
    models: listOf(draft.models),
  };
}

export function isSendable(draft: Draft): boolean {
  return isComplete(draft.events) && isComplete(draft.models);
}
