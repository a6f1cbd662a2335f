import { queryOptions, useQuery } from '@tanstack/react-query';
import { humanise } from '@/lib/names';
import { execute } from './client';
import {
  EntryCountsDocument,
  ModelBuildingDocument,
  ModelsDocument,
  type FieldPartsFragment,
  type ModelPartsFragment,
} from './generated/graphql';

export type Model = ModelPartsFragment;
export type Field = FieldPartsFragment;
export type Schema = { models: Model[]; components: Model[] };

/** The apiId of the built-in model of files. */
export const ASSET = 'asset';

export const schemaQuery = queryOptions({
  queryKey: ['schema'],
  queryFn: ({ signal }): Promise<Schema> => execute(ModelsDocument, {}, signal),
  staleTime: 60_000,
});

export const countsQuery = queryOptions({
  queryKey: ['counts'],
  queryFn: async ({ signal }) => {
    const { models } = await execute(EntryCountsDocument, {}, signal);
    return Object.fromEntries(models.map((model) => [model.apiId, model.entryCount]));
  },
});

/** How far the building of a model's indexes has come; asked again every second until it is done. */
export const buildingQuery = (apiId: string) =>
  queryOptions({
    queryKey: ['building', apiId],
    queryFn: async ({ signal }) => (await execute(ModelBuildingDocument, { apiId }, signal)).model?.building ?? null,
    refetchInterval: (query) => (query.state.data ? 1000 : false),
  });

const NO_SCHEMA: Schema = { models: [], components: [] };

/** All models and components; none until they are loaded. */
export function useSchema(): Schema {
  return useQuery(schemaQuery).data ?? NO_SCHEMA;
}

export function useModel(apiId: string): Model | undefined {
  return useSchema().models.find((model) => model.apiId === apiId);
}

export function useComponents(apiIds: string[]): Model[] {
  const { components } = useSchema();
  return apiIds.flatMap((apiId) => components.find((component) => component.apiId === apiId) ?? []);
}

/** How a model is called where all of its entries are meant: "Articles" for Article, names of their own as they are. */
export function listName(model: Model): string {
  const isPlain = humanise(model.apiId).toLowerCase() === model.name.toLowerCase();
  return isPlain && !model.singleton && model.pluralApiId ? humanise(model.pluralApiId) : model.name;
}
