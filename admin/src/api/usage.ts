import { execute } from './client';
import { UsageDocument, type UsageQuery } from './generated/graphql';

/** What refers to an entry. */
export type Usage = UsageQuery['usage'];

export async function loadUsage(id: string): Promise<Usage> {
  return (await execute(UsageDocument, { id })).usage;
}
