import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { searchQuery, type EntrySummary } from '@/api/entries';
import { ASSET, listName, useSchema } from '@/api/models';
import { StatusBadge } from '@/fields/parts/status-badge';
import { Thumbnail } from '@/fields/parts/thumbnail';
import type { Command } from './use-commands';

const PER_MODEL = 4;
const SHORTEST = 2;

/** The entries of all models whose title holds the text. */
export function useFoundEntries(text: string): Command[] {
  const navigate = useNavigate();
  const models = useSchema().models.filter((model) => model.titleField);
  const enabled = text.trim().length >= SHORTEST;
  const results = useQueries({
    queries: models.map((model) => ({ ...searchQuery(model, text, {}, PER_MODEL), enabled })),
  });
  if (!enabled) return [];
  return models.flatMap((model, i) => {
    const entries: EntrySummary[] = results[i]?.data ?? [];
    return entries.map((entry) => ({
      id: entry.id,
      group: listName(model),
      label: entry.title,
      icon: <Thumbnail asset={entry.asset} title={entry.title} className="h-6 w-9" />,
      after: entry.model === ASSET ? undefined : <StatusBadge status={entry.status} quiet />,
      run: () => void navigate({ to: '/content/$model/$id', params: { model: entry.model, id: entry.id } }),
    }));
  });
}
