import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useCan } from '@/api/can';
import { spaceQuery, type Space } from '@/api/me';
import { copyText } from '@/lib/copy';
import { IconButton } from '@/ui/icon-button';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { Locales } from './locales-form';
import { NameForm } from './name-form';

function Address({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-0">
      <dt className="w-36 shrink-0 text-sm text-fg-2">{label}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-3">
        <span className="min-w-0 flex-1 truncate font-mono text-xs">{value}</span>
        <IconButton size="sm" label={`Copy the address of ${label.toLowerCase()}`} onClick={() => void copyText(value, 'Address copied')}>
          <Copy />
        </IconButton>
      </dd>
    </div>
  );
}

function Addresses({ space }: { space: Space }) {
  return (
    <section className="mt-10">
      <SectionHead title="Addresses">Where programs reach this space, Galley {space.version}.</SectionHead>
      <Panel>
        <dl>
          <Address label="Published content" value={`${space.publicUrl}/graphql`} />
          <Address label="Drafts" value={`${space.publicUrl}/graphql/preview`} />
          <Address label="Management" value={`${space.publicUrl}/manage/graphql`} />
        </dl>
      </Panel>
    </section>
  );
}

export default function SpaceSection() {
  const space = useQuery(spaceQuery);
  const mayChange = useCan('changeModels');
  return (
    <Loaded query={space}>
      {(data) => (
        <>
          <SectionHead title="Space">The name is shown in the sidebar.</SectionHead>
          {mayChange ? <NameForm key={data.name} name={data.name} /> : <p className="text-base">{data.name}</p>}
          <Locales key={JSON.stringify(data.locales)} saved={data.locales} mayChange={mayChange} />
          <Addresses space={data} />
        </>
      )}
    </Loaded>
  );
}
