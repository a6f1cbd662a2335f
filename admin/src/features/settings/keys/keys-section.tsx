import { useState } from 'react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { KeysDocument, RevokeKeyDocument, type KeysQuery } from '@/api/generated/graphql';
import { ago, capitalise } from '@/lib/format';
import { Button } from '@/ui/button';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { EmptyState } from '@/ui/empty-state';
import { Loaded } from '../loaded';
import { SecretDialog } from '../secret-dialog';
import { Rows, Section } from '../section';
import { NewKeyDialog } from './new-key-dialog';

type Key = KeysQuery['keys'][number];

const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await execute(KeysDocument, {}, signal)).keys,
});

function KeyRow({ apiKey, onRevoke }: { apiKey: Key; onRevoke: () => void }) {
  const used = apiKey.lastUsed ? `used ${ago(apiKey.lastUsed)}` : 'never used';
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3">
      <KeyRound className="size-4 text-fg-3" aria-hidden />
      <span className="min-w-40 flex-1">
        <span className="block truncate text-sm font-[550]">{apiKey.name}</span>
        <span className="block truncate text-xs text-fg-2">
          Made {ago(apiKey.createdAt)} by {apiKey.createdBy.name}, {used}
        </span>
      </span>
      <span className="flex gap-1">
        {apiKey.scopes.map((scope) => (
          <span key={scope} className="rounded-full bg-sunken px-2 py-0.5 text-2xs font-medium text-fg-2">
            {capitalise(scope.toLowerCase())}
          </span>
        ))}
      </span>
      <Button size="sm" variant="danger" onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}

export default function KeysSection() {
  const client = useQueryClient();
  const keys = useQuery(keysQuery);
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const revoke = useMutation({
    mutationFn: (id: string) => execute(RevokeKeyDocument, { id }),
    onSuccess: async () => {
      setRevoking(null);
      toast('Revoked');
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus />
      New key
    </Button>
  );
  return (
    <Section title="API keys" hint="For programs: websites, importers, scripts." action={create}>
      <Loaded query={keys}>
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={<KeyRound />} title="No keys yet">
              What is published and public can be read without one.
            </EmptyState>
          ) : (
            <Rows label="API keys">
              {data.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {creating && (
        <NewKeyDialog
          onClose={() => setCreating(false)}
          onCreated={(made) => {
            setCreating(false);
            setSecret(made);
          }}
        />
      )}
      {secret && (
        <SecretDialog
          title="Your new key"
          label="API key"
          secret={secret}
          note="Keep it now: it cannot be shown again. It travels as Authorization: Bearer KEY."
          onClose={() => setSecret(null)}
        />
      )}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke “${revoking?.name}”?`}
        action="Revoke"
        busy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
      >
        What uses this key stops working at once. This cannot be undone.
      </ConfirmDialog>
    </Section>
  );
}
