import { useState } from 'react';
import { ChevronRight, CircleAlert, CircleCheck, RotateCw } from 'lucide-react';
import { ago, formatMoment } from '@/lib/format';
import { cn } from '@/lib/cn';
import type { Json } from '@/lib/json';
import { Button } from '@/ui/button';
import type { Delivery } from './webhooks';

function pretty(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h4 className="mb-1 text-xs font-semibold text-fg-2">{title}</h4>
      <pre tabIndex={0} className="max-h-72 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {text}
      </pre>
    </div>
  );
}

/** How a delivery went, in a word. */
function outcome(delivery: Delivery): string {
  if (delivery.status !== null) return String(delivery.status);
  return delivery.error ? 'No answer' : 'Waiting';
}

type Props = { delivery: Delivery; busy: boolean; onRedeliver: () => void };

/** One attempt to deliver an event; open, it shows what was sent and what came back. */
export function DeliveryRow({ delivery, busy, onRedeliver }: Props) {
  const [open, setOpen] = useState(false);
  const Icon = delivery.delivered ? CircleCheck : CircleAlert;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-3 px-4 py-2.5 text-left text-sm -outline-offset-2 hover:bg-hover"
      >
        <ChevronRight className={cn('size-4 shrink-0 text-fg-3 transition-transform', open && 'rotate-90')} aria-hidden />
        <Icon className={cn('size-4 shrink-0', delivery.delivered ? 'text-green' : 'text-red')} aria-hidden />
        <span className="min-w-0 flex-1 truncate font-medium">{delivery.type}</span>
        <span className="text-xs text-fg-2 tabular-nums">{outcome(delivery)}</span>
        <span className="w-16 text-right text-xs text-fg-3 tabular-nums max-sm:hidden">{delivery.durationMs} ms</span>
        <span className="w-20 text-right text-xs text-fg-3" title={formatMoment(delivery.time)}>
          {ago(delivery.time)}
        </span>
      </button>
      {open && (
        <div className="flex flex-col gap-3 px-4 pt-1 pb-4 sm:pl-11">
          <p className="text-xs text-fg-2">
            Attempt {delivery.attempt}
            {delivery.nextAttempt && `, the next one ${formatMoment(delivery.nextAttempt)}`}
          </p>
          {delivery.error && <Part title="What went wrong" text={delivery.error} />}
          {delivery.request !== null && <Part title="Sent" text={pretty(delivery.request)} />}
          {delivery.response && <Part title="Answer" text={delivery.response} />}
          <Button size="sm" className="self-start" busy={busy} onClick={onRedeliver}>
            <RotateCw />
            Deliver again
          </Button>
        </div>
      )}
    </li>
  );
}
