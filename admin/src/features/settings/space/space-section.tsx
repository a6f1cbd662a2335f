import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { RenameSpaceDocument } from '@/api/generated/graphql';
import { spaceQuery, type Space } from '@/api/me';
import { Button } from '@/ui/button';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import { Loaded } from '../loaded';
import { Section } from '../section';
import { Locales } from './locales';

function NameForm({ space }: { space: Space }) {
  const client = useQueryClient();
  const [name, setName] = useState(space.name);
  const rename = useMutation({
    mutationFn: () => execute(RenameSpaceDocument, { name }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: spaceQuery.queryKey });
      toast('Renamed');
    },
  });
  return (
    <form
      className="flex max-w-md items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <div className="flex-1">
        <Labelled label="Name">
          {({ id }) => <TextInput id={id} required value={name} onChange={(event) => setName(event.target.value)} />}
        </Labelled>
      </div>
      <Button type="submit" className="h-9" disabled={!name.trim() || name === space.name} busy={rename.isPending}>
        Rename
      </Button>
    </form>
  );
}

function Facts({ space }: { space: Space }) {
  return (
    <dl className="grid grid-cols-[140px_1fr] gap-y-2 text-sm [&_dt]:text-fg-3">
      <dt>Address</dt>
      <dd className="break-all">{space.publicUrl}</dd>
      <dt>Version of Galley</dt>
      <dd>{space.version}</dd>
    </dl>
  );
}

export default function SpaceSection() {
  const space = useQuery(spaceQuery);
  return (
    <Loaded query={space}>
      {(data) => (
        <>
          <Section title="Space">
            <NameForm space={data} />
          </Section>
          <Locales space={data} />
          <Section title="This Galley">
            <Facts space={data} />
          </Section>
        </>
      )}
    </Loaded>
  );
}
