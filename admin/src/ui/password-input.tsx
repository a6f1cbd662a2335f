import { useState } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import { IconButton } from './icon-button';
import { Labelled } from './labelled';
import { TextInput } from './text-input';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  isNew?: boolean;
  hint?: string;
};

/** A password, which can be shown while it is typed. */
export function PasswordInput({ label, value, onChange, isNew, hint }: Props) {
  const [shown, setShown] = useState(false);
  const toggle = (
    <IconButton size="sm" label={shown ? 'Hide the password' : 'Show the password'} onClick={() => setShown(!shown)}>
      {shown ? <EyeOff /> : <Eye />}
    </IconButton>
  );
  return (
    <Labelled label={label} hint={hint}>
      {(control) => (
        <TextInput
          id={control.id}
          aria-describedby={control.describedBy}
          type={shown ? 'text' : 'password'}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          minLength={isNew ? 8 : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          after={toggle}
        />
      )}
    </Labelled>
  );
}
