import { KeyRound, MoreHorizontal, UserCheck, UserX } from 'lucide-react';
import type { Role } from '@/api/generated/graphql';
import { ago } from '@/lib/format';
import { cn } from '@/lib/cn';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';
import { Select } from '@/ui/select';
import type { Person } from './people';
import { roles } from './roles';

type Props = {
  person: Person;
  isMe: boolean;
  onRole: (role: Role) => void;
  onDisabled: (disabled: boolean) => void;
  onReset: () => void;
};

export function PersonRow({ person, isMe, onRole, onDisabled, onReset }: Props) {
  const trigger = (
    <Button variant="ghost" square aria-label={`More for ${person.name}`}>
      <MoreHorizontal />
    </Button>
  );
  const seen = person.lastSignIn ? `Signed in ${ago(person.lastSignIn)}` : 'Never signed in';
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3">
      <span className={cn('flex min-w-52 flex-1 items-center gap-3', person.disabled && 'opacity-50')}>
        <Avatar name={person.name || person.email} size={32} />
        <span className="min-w-0">
          <span className="block truncate text-sm font-[550]">
            {person.name || person.email}
            {isMe && <span className="ml-1.5 font-normal text-fg-3">you</span>}
          </span>
          <span className="block truncate text-xs text-fg-2">{person.email}</span>
        </span>
      </span>
      <span className="text-xs text-fg-3 max-sm:hidden">{person.disabled ? 'Cannot sign in' : seen}</span>
      <Select
        label={`Role of ${person.name || person.email}`}
        value={person.role}
        options={roles}
        disabled={isMe}
        onChange={onRole}
        className="!h-8 !w-36 !text-sm"
      />
      <Menu trigger={trigger}>
        <MenuItem icon={<KeyRound />} onClick={onReset}>
          Make a reset link
        </MenuItem>
        {person.disabled ? (
          <MenuItem icon={<UserCheck />} onClick={() => onDisabled(false)}>
            Let in again
          </MenuItem>
        ) : (
          <MenuItem icon={<UserX />} danger disabled={isMe} onClick={() => onDisabled(true)}>
            Disable
          </MenuItem>
        )}
      </Menu>
    </li>
  );
}
