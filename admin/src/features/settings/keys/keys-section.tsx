import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { keysQuery } from '@/api/keys';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Loaded } from '../parts/loaded';
import { OnceDialog } from '../parts/once-dialog';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { KeyDialog } from './key-dialog';
import { KeyRow } from './key-row';

type Made = { name: string; secret: string };

export default function KeysSection() {
  const keys = useQuery(keysQuery);
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const showMade = (key: Made) => {
    setCreating(false);
    setMade(key);
  };
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus />
      New key
    </Button>
  );
  return (
    <>
      <SectionHead title="API keys" action={keys.data?.length ? create : undefined}>
        Programs that read or change content send a key as <code className="font-mono text-xs whitespace-nowrap">Authorization: Bearer KEY</code>.
      </SectionHead>
      <Loaded query={keys}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={<KeyRound />} title="No keys yet" action={create}>
              Models that anybody may read need none. Make a key for a website that reads the rest, or for a script that
              writes.
            </EmptyState>
          ) : (
            <Panel>
              <ul aria-label="API keys">
                {all.map((key) => (
                  <KeyRow key={key.id} apiKey={key} />
                ))}
              </ul>
            </Panel>
          )
        }
      </Loaded>
      {creating && <KeyDialog onClose={() => setCreating(false)} onMade={showMade} />}
      {made && (
        <OnceDialog title={`The key “${made.name}”`} label="API key" value={made.secret} onClose={() => setMade(null)}>
          Put it where the program keeps its secrets.
        </OnceDialog>
      )}
    </>
  );
}
