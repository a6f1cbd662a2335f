import { useSchema, type Field, type Model } from '@/api/models';

/** The models whose entries a REFERENCE field may point to; all when it names none. */
export function useTargets(field: Field): Model[] {
  const { models } = useSchema();
  return field.models.length === 0 ? models : models.filter((model) => field.models.includes(model.apiId));
}
