import { useId, useState } from 'react';
import { ChevronRight, RotateCw } from 'lucide-react';
import type { Delivery } from '@/api/webhooks';
import { cn } from '@/lib/cn';
import { ago, formatMoment } from '@/lib/format';
import { Button } from '@/ui/button';
import { Tag } from '../parts/tag';
import { typeLabel } from './event-types';
import { outcomeOf, requestText } from './outcome';

function Part({ title, text }: { title: string; text: string }) {
  const id = useId();
  return (
    <div>
      <h3 id={id} className="mb-1 text-xs font-medium text-fg-2">
        {title}
      </h3>
      <pre
        tabIndex={0}
        role="region"
        aria-labelledby={id}
        className="max-h-72 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap"
      >
        {text}
      </pre>
    </div>
  );
}

function attemptText(delivery: Delivery): string {
  if (delivery.attempt === 0) return 'Not sent yet.';
  const took = `Attempt ${delivery.attempt} on ${formatMoment(delivery.time)} took ${delivery.durationMs} ms.`;
  return delivery.nextAttempt && !delivery.delivered ? `${took} The next one is due on ${formatMoment(delivery.nextAttempt)}.` : took;
}

type Props = { delivery: Delivery; mayResend: boolean; busy: boolean; onResend: () => void };

function Details({ delivery, mayResend, busy, onResend }: Props) {
  return (
    <div className="flex flex-col gap-3 px-4 pt-1 pb-4 sm:pl-11">
      <p className="text-xs text-fg-2">{attemptText(delivery)}</p>
      {delivery.error && <p className="text-xs font-medium text-red">{delivery.error}</p>}
      {delivery.request !== null && <Part title="Request headers, without the signature" text={requestText(delivery.request)} />}
      {delivery.response && <Part title="Response" text={delivery.response} />}
      <div className="flex items-center gap-3">
        <Button size="sm" busy={busy} disabled={!mayResend} onClick={onResend}>
          <RotateCw />
          Send again
        </Button>
        {!mayResend && <span className="text-xs text-fg-3">Switch the webhook on to send it again.</span>}
      </div>
      <p className="font-mono text-2xs break-all text-fg-3">{delivery.id}</p>
    </div>
  );
}

/** One delivery; open, it shows what was sent and what came back. */
export function DeliveryRow(props: Props) {
  const { delivery } = props;
  const [open, setOpen] = useState(false);
  const outcome = outcomeOf(delivery);
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-3 px-4 py-2.5 text-left text-sm -outline-offset-2 hover:bg-hover"
      >
        <ChevronRight className={cn('size-4 shrink-0 text-fg-3 transition-transform', open && 'rotate-90')} aria-hidden />
        <span className="min-w-0 flex-1 truncate font-medium">{typeLabel(delivery.type)}</span>
        <Tag tone={outcome.tone}>{outcome.label}</Tag>
        <time dateTime={delivery.time} title={formatMoment(delivery.time)} className="w-20 text-right text-xs text-fg-3">
          {ago(delivery.time)}
        </time>
      </button>
      {open && <Details {...props} />}
    </li>
  );
}
