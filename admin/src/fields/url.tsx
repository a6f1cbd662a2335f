import { ExternalLink, Globe } from 'lucide-react';
import { IconButton } from '@/ui/icon-button';
import type { FieldUI, InputProps } from './field-ui';
import { LineInput } from './line-input';
import { TagsInput } from './tags-input';
import { TextCell } from './text-cell';

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}

function UrlInput(props: InputProps) {
  const { value } = props;
  const open = isWebAddress(value) && (
    <IconButton size="sm" label="Open in a new tab" onClick={() => window.open(value, '_blank', 'noopener')}>
      <ExternalLink />
    </IconButton>
  );
  return <LineInput {...props} type="url" before={<Globe className="size-4 shrink-0 text-fg-3" aria-hidden />} after={open} />;
}

export const url: FieldUI = {
  label: 'Link',
  hint: 'A web address',
  icon: Globe,
  Input: UrlInput,
  ListInput: TagsInput,
  Cell: TextCell,
  initial: '',
  operand: 'text',
  sortable: true,
  searchable: true,
  unique: true,
  listable: true,
  rules: ['minLength', 'maxLength', 'pattern', 'in'],
};
