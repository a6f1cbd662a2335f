import { useEffect, useState } from 'react';
import { Link2, Lock, LockOpen } from 'lucide-react';
import { slugify } from '@/lib/names';
import { IconButton } from '@/ui/icon-button';
import { useEditing, useTitles } from './editing';
import type { FieldUI, InputProps } from './field-ui';
import { LineInput } from './line-input';
import { TagsInput } from './tags-input';
import { TextCell } from './text-cell';

/** The address of an entry. Until it is published or typed by hand, it follows the title. */
function SlugInput(props: InputProps) {
  const titles = useTitles();
  const { published, readOnly } = useEditing();
  const { field, value, onChange } = props;
  const [unlocked, setUnlocked] = useState(!value && !readOnly);
  const follows = unlocked && !published;
  const wanted = slugify(field.localized ? titles.here : titles.byDefault);
  // the title changes elsewhere, in a field of its own
  useEffect(() => {
    if (follows && wanted && wanted !== value) onChange(wanted);
  }, [follows, wanted, value, onChange]);

  const lock = (
    <IconButton
      size="sm"
      label={follows ? 'Stop following the title' : 'Follow the title'}
      aria-pressed={follows}
      disabled={readOnly || published}
      onClick={() => setUnlocked(!unlocked)}
    >
      {follows ? <LockOpen /> : <Lock />}
    </IconButton>
  );
  return (
    <LineInput
      {...props}
      before={<Link2 className="size-4 shrink-0 text-fg-3" aria-hidden />}
      after={lock}
      onChange={(next) => {
        setUnlocked(false);
        onChange(next);
      }}
    />
  );
}

function checkSlug(value: unknown): string | null {
  const wellFormed = /^[\p{L}\p{M}\p{N}._~-]+(\/[\p{L}\p{M}\p{N}._~-]+)*$/u.test(String(value));
  return wellFormed ? null : 'Use letters and digits, with hyphens between words';
}

export const slug: FieldUI = {
  label: 'Slug',
  hint: 'The part of an address, made of the title',
  icon: Link2,
  Input: SlugInput,
  ListInput: TagsInput,
  Cell: TextCell,
  initial: '',
  operand: 'text',
  sortable: true,
  searchable: true,
  unique: true,
  listable: true,
  rules: ['minLength', 'maxLength', 'pattern', 'in'],
  check: checkSlug,
};
