import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ASSET, useSchema } from '@/api/models';
import { everywhereQuery } from '@/api/search';
import { StatusBadge } from '@/fields/parts/status-badge';
import { Thumbnail } from '@/fields/parts/thumbnail';
import type { Command } from './use-commands';

const MOST = 12;
const SHORTEST = 2;

/** The entries of all models in which the words are found, best first. */
export function useFoundEntries(text: string): Command[] {
  const navigate = useNavigate();
  const { models } = useSchema();
  const words = text.trim();
  const enabled = words.length >= SHORTEST;
  const found = useQuery({ ...everywhereQuery(words, MOST), enabled, placeholderData: keepPreviousData }).data;
  if (!enabled || !found) return [];
  const nameOf = (apiId: string) => models.find((model) => model.apiId === apiId)?.name ?? apiId;
  return found.map(({ entry }) => ({
    id: entry.id,
    group: 'Content',
    label: entry.title,
    icon: <Thumbnail asset={entry.asset} title={entry.title} className="h-6 w-9" />,
    after: (
      <>
        <span className="text-xs text-fg-3">{nameOf(entry.model)}</span>
        {entry.model !== ASSET && <StatusBadge status={entry.status} quiet />}
      </>
    ),
    run: () => void navigate({ to: '/content/$model/$id', params: { model: entry.model, id: entry.id } }),
  }));
}
