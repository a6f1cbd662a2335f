import { FileText, Plus } from 'lucide-react';
import { listName, type Model } from '@/api/models';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';

type Props = { model: Model; filtered: boolean; onClear: () => void; onNew?: () => void };

/** A list without rows: nothing matches, or nothing is there yet. */
export function ListEmpty({ model, filtered, onClear, onNew }: Props) {
  if (filtered) {
    const clear = <Button onClick={onClear}>Clear search and filters</Button>;
    return (
      <EmptyState icon={<FileText />} title="Nothing matches" action={clear}>
        Try other words, or fewer filters.
      </EmptyState>
    );
  }
  const create = onNew && (
    <Button variant="primary" onClick={onNew}>
      <Plus />
      New {model.name.toLowerCase()}
    </Button>
  );
  return (
    <EmptyState icon={<FileText />} title={`No ${listName(model).toLowerCase()} yet`} action={create}>
      {model.description || 'What you write here shows up in the API once it is published.'}
    </EmptyState>
  );
}
