import type { Delivery } from '@/api/webhooks';
import { isObject, type Json } from '@/lib/json';
import type { Tone } from '../parts/tag';

type Outcome = { label: string; tone: Tone };

/** How a delivery stands, in a word or two. */
export function outcomeOf(delivery: Delivery): Outcome {
  if (delivery.delivered) return { label: `Delivered, ${delivery.status}`, tone: 'green' };
  if (delivery.attempt === 0) return { label: 'Waiting', tone: 'plain' };
  const why = delivery.status === null ? 'no answer' : String(delivery.status);
  return delivery.nextAttempt ? { label: `Trying again, ${why}`, tone: 'amber' } : { label: `Failed, ${why}`, tone: 'red' };
}

/** Whether more is to come without anybody doing something. */
export function isUnderWay(delivery: Delivery): boolean {
  return !delivery.delivered && (delivery.attempt === 0 || delivery.nextAttempt !== null);
}

/** The request as it is read best: its headers line by line. */
export function requestText(request: Json): string {
  const headers = isObject(request) ? request.headers : null;
  if (!isObject(headers)) return JSON.stringify(request, null, 2);
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
