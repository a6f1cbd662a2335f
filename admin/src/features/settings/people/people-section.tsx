import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { execute } from '@/api/client';
import { ResetUserDocument, UpdateUserDocument, type UpdateUserMutationVariables } from '@/api/generated/graphql';
import { useMe } from '@/api/me';
import { Button } from '@/ui/button';
import { Loaded } from '../loaded';
import { SecretDialog } from '../secret-dialog';
import { Rows, Section } from '../section';
import { NewPersonDialog } from './new-person-dialog';
import { peopleQuery } from './people';
import { PersonRow } from './person-row';

export default function PeopleSection() {
  const client = useQueryClient();
  const me = useMe();
  const people = useQuery(peopleQuery);
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<{ email: string; link: string } | null>(null);

  const update = useMutation({
    mutationFn: (change: UpdateUserMutationVariables) => execute(UpdateUserDocument, change),
    onSuccess: () => client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  });
  const reset = useMutation({
    mutationFn: (id: string) => execute(ResetUserDocument, { id }),
    onSuccess: ({ resetUser }) => showLink(resetUser.user.email, resetUser.link),
  });

  function showLink(email: string, made: string | null) {
    setAdding(false);
    if (made) setLink({ email, link: made });
  }

  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <UserPlus />
      Add a person
    </Button>
  );
  return (
    <Section title="People" hint="Who can sign in, and what they may do." action={add}>
      <Loaded query={people}>
        {(data) => (
          <Rows label="People">
            {data.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                isMe={person.id === me?.id}
                onRole={(role) => update.mutate({ id: person.id, role })}
                onDisabled={(disabled) => update.mutate({ id: person.id, disabled })}
                onReset={() => reset.mutate(person.id)}
              />
            ))}
          </Rows>
        )}
      </Loaded>
      {adding && <NewPersonDialog onClose={() => setAdding(false)} onCreated={showLink} />}
      {link && (
        <SecretDialog
          title="A link to set a password"
          label="Link"
          secret={link.link}
          note={`Send this link to ${link.email}. It works once, and is shown only here.`}
          onClose={() => setLink(null)}
        />
      )}
    </Section>
  );
}
