import { Ban, CircleCheck, KeyRound, MoreHorizontal } from 'lucide-react';
import { Button } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';

type Props = {
  name: string;
  isMe: boolean;
  disabled: boolean;
  onReset: () => void;
  onDisable: () => void;
  onEnable: () => void;
};

/** What can be done about somebody. Nobody locks themselves out by it. */
export function PersonMenu({ name, isMe, disabled, onReset, onDisable, onEnable }: Props) {
  const trigger = (
    <Button variant="ghost" size="sm" square aria-label={`More about ${name}`}>
      <MoreHorizontal />
    </Button>
  );
  return (
    <Menu trigger={trigger} width={230}>
      <MenuItem icon={<KeyRound />} disabled={disabled || isMe} onClick={onReset}>
        New password link…
      </MenuItem>
      {disabled ? (
        <MenuItem icon={<CircleCheck />} onClick={onEnable}>
          Let them sign in again
        </MenuItem>
      ) : (
        <MenuItem icon={<Ban />} danger disabled={isMe} onClick={onDisable}>
          Disable…
        </MenuItem>
      )}
    </Menu>
  );
}
