import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { CalendarX, Check, FileWarning, ListX, Webhook, type LucideIcon } from 'lucide-react';
import type { Attention } from '@/api/home';
import { ago, formatMoment } from '@/lib/format';

const icons: Record<Attention['kind'], LucideIcon> = {
  SCHEDULE_FAILED: CalendarX,
  ASSET_FAILED: FileWarning,
  WEBHOOK_DISABLED: Webhook,
  JOB_FAILED: ListX,
};

/** A way to what needs attention, where there is one. */
function Way({ attention, children }: { attention: Attention; children: ReactNode }) {
  const { entry, webhook } = attention;
  const look = 'flex gap-3 px-4 py-3 hover:bg-hover';
  if (entry) {
    return (
      <Link to="/content/$model/$id" params={{ model: entry.model, id: entry.id }} className={look}>
        {children}
      </Link>
    );
  }
  if (webhook) {
    return (
      <Link to="/settings/webhooks/$id" params={{ id: webhook }} className={look}>
        {children}
      </Link>
    );
  }
  return <div className="flex gap-3 px-4 py-3">{children}</div>;
}

/** What went wrong while nobody looked. */
export function AttentionList({ attention }: { attention: Attention[] }) {
  if (attention.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-lg border border-line px-4 py-5 text-sm text-fg-2">
        <Check className="size-4 text-green" aria-hidden />
        Nothing went wrong.
      </p>
    );
  }
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line">
      {attention.map((each, i) => {
        const Icon = icons[each.kind];
        return (
          <li key={i}>
            <Way attention={each}>
              <Icon className="mt-0.5 size-4 shrink-0 text-red" aria-hidden />
              <span className="min-w-0 flex-1">
                <span className="block text-sm break-words">{each.message}</span>
                <span className="block truncate text-xs text-fg-3">
                  {each.entry && `${each.entry.title} · `}
                  <time dateTime={each.at} title={formatMoment(each.at)}>
                    {ago(each.at)}
                  </time>
                </span>
              </span>
            </Way>
          </li>
        );
      })}
    </ul>
  );
}
