import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { usersQuery } from '@/api/people';
import { Button } from '@/ui/button';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { InviteDialog } from './invite-dialog';
import { LinkDialog, type PasswordLink } from './password-link';
import { PersonRow } from './person-row';

export default function PeopleSection() {
  const users = useQuery(usersQuery);
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState<PasswordLink | null>(null);
  const showInvitation = (link: PasswordLink) => {
    setInviting(false);
    setMade(link);
  };
  const invite = (
    <Button variant="primary" onClick={() => setInviting(true)}>
      <UserPlus />
      Add a person
    </Button>
  );
  return (
    <>
      <SectionHead title="People" action={invite}>
        Who can sign in, and what they may do.
      </SectionHead>
      <Loaded query={users}>
        {(all) => (
          <Panel>
            <ul aria-label="People">
              {all.map((user) => (
                <PersonRow key={user.id} user={user} onLink={setMade} />
              ))}
            </ul>
          </Panel>
        )}
      </Loaded>
      {inviting && <InviteDialog onClose={() => setInviting(false)} onMade={showInvitation} />}
      {made && <LinkDialog made={made} onClose={() => setMade(null)} />}
    </>
  );
}
