import { useNavigate } from '@tanstack/react-router';
import { Keyboard, LogOut, UserRound } from 'lucide-react';
import { useMe } from '@/api/me';
import { setPrefs, usePrefs, type Theme } from '@/lib/prefs';
import { Avatar } from '@/ui/avatar';
import { Menu, MenuGroup, MenuItem, MenuRadio, MenuSeparator } from '@/ui/menu';
import { openOverlay } from './overlays';
import { useSignOut } from './use-sign-out';

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'Match the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function UserMenu() {
  const { theme } = usePrefs();
  const name = useMe()?.name ?? '';
  const navigate = useNavigate();
  const leave = useSignOut();
  const trigger = (
    <button
      type="button"
      className="mt-1 flex h-9 shrink-0 items-center gap-2.5 rounded-md px-1.5 text-left text-sm font-medium hover:bg-hover"
    >
      <Avatar name={name} size={22} />
      <span className="flex-1 truncate">
        <span className="sr-only">Your account: </span>
        {name}
      </span>
    </button>
  );
  return (
    <Menu side="top" align="start" width={220} trigger={trigger}>
      <MenuGroup label="Theme">
        <MenuRadio value={theme} onChange={(next) => setPrefs({ theme: next })} options={themes} />
      </MenuGroup>
      <MenuSeparator />
      <MenuItem icon={<UserRound />} onClick={() => void navigate({ to: '/settings/profile' })}>
        Profile
      </MenuItem>
      <MenuItem icon={<Keyboard />} keys="?" onClick={() => openOverlay('shortcuts')}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem icon={<LogOut />} onClick={() => void leave()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
