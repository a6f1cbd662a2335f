import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import { execute } from '@/api/client';
import { RevokeKeyDocument } from '@/api/generated/graphql';
import type { Key } from '@/api/keys';
import { ago, formatMoment } from '@/lib/format';
import { Button } from '@/ui/button';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { Tag } from '../parts/tag';
import { useChange } from '../parts/use-change';
import { scopeLabel } from './scopes';

function lastUse(key: Key): string {
  return key.lastUsed ? `Last used ${ago(key.lastUsed)}` : 'Never used';
}

/** One key: what it may do, who made it, and when it was last used. */
export function KeyRow({ apiKey }: { apiKey: Key }) {
  const [asking, setAsking] = useState(false);
  const revoke = useChange({
    run: () => execute(RevokeKeyDocument, { id: apiKey.id }),
    stale: [['keys']],
    say: `The key “${apiKey.name}” is revoked`,
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-0">
      <KeyRound className="size-4 text-fg-3" aria-hidden />
      <div className="min-w-0 flex-[1_1_220px]">
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="mr-1 truncate text-sm font-[550]">{apiKey.name}</span>
          {apiKey.scopes.map((scope) => (
            <Tag key={scope} tone={scope === 'MANAGE' ? 'amber' : 'plain'}>
              {scopeLabel(scope)}
            </Tag>
          ))}
        </div>
        <div className="truncate text-xs text-fg-3">
          Made{' '}
          <time dateTime={apiKey.createdAt} title={formatMoment(apiKey.createdAt)}>
            {ago(apiKey.createdAt)}
          </time>{' '}
          by {apiKey.createdBy.name || apiKey.createdBy.kind}
        </div>
      </div>
      <span className="flex-1 text-xs text-fg-3 sm:w-36 sm:flex-none" title={apiKey.lastUsed ? formatMoment(apiKey.lastUsed) : undefined}>
        {lastUse(apiKey)}
      </span>
      <Button variant="danger" size="sm" onClick={() => setAsking(true)} aria-label={`Revoke the key ${apiKey.name}`}>
        Revoke…
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Revoke “${apiKey.name}”?`}
        action="Revoke the key"
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate(undefined)}
      >
        Whatever uses it is refused within 20 seconds. {lastUse(apiKey)}. A revoked key cannot be brought back.
      </ConfirmDialog>
    </li>
  );
}
