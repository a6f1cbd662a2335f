import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { ApplyModelsDocument, PlanModelsDocument } from '@/api/generated/graphql';
import { countsQuery, schemaQuery } from '@/api/models';
import type { Json } from '@/lib/json';

/** Models to apply; with `remove`, those that are not among them go. */
export type Proposal = { models: Json[]; remove: boolean };

/** Asks what a proposal would change, and applies it. */
export function usePlan(onApplied: () => void) {
  const client = useQueryClient();
  const plan = useMutation({
    mutationFn: async (proposal: Proposal) => (await execute(PlanModelsDocument, proposal)).planModels,
    meta: { quiet: true },
  });
  const apply = useMutation({
    mutationFn: (proposal: Proposal & { allowDestructive: boolean }) => execute(ApplyModelsDocument, proposal),
    meta: { quiet: true },
    onSuccess: async ({ applyModels }) => {
      await client.invalidateQueries({ queryKey: schemaQuery.queryKey });
      await client.invalidateQueries({ queryKey: countsQuery.queryKey });
      await client.invalidateQueries({ queryKey: ['building'] });
      onApplied();
      if (applyModels.building) toast('Lists can filter and sort by what is new as soon as its index is built.');
    },
  });
  return { plan, apply };
}
