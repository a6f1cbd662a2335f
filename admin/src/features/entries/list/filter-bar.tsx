import type { Model } from '@/api/models';
import { removedAt, replacedAt } from '@/lib/arrays';
import { Button } from '@/ui/button';
import { FilterChip } from './filter-chip';
import { knownFilters } from './filters';
import type { Filter, ListSearch } from './search';

type Props = { model: Model; search: ListSearch; onChange: (filters: Filter[]) => void };

/** The filters of a list. In a chunk of its own: most lists have none. */
export default function FilterBar({ model, search, onChange }: Props) {
  const known = knownFilters(model, search);
  const filters = known.map((each) => each.filter);
  return (
    <div role="group" aria-label="Filters" className="flex shrink-0 flex-wrap items-center gap-1.5 px-4 pb-2.5">
      {known.map(({ filter, filterable }, i) => (
        <FilterChip
          key={`${filter.field} ${i}`}
          filterable={filterable}
          filter={filter}
          onChange={(next) => onChange(replacedAt(filters, i, next))}
          onRemove={() => onChange(removedAt(filters, i))}
        />
      ))}
      <Button variant="ghost" size="sm" onClick={() => onChange([])}>
        Clear
      </Button>
    </div>
  );
}
