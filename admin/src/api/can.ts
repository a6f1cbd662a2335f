import { useMe } from './me';

/** What somebody may do, as the server names it; with Own for what concerns only the entries that they created. */
export type Ability = 'create' | 'update' | 'publish' | 'delete' | 'changeModels' | 'administer';

/** Whether the server lets this person do something; `owner` is who created the entry in question. */
export function useCan(ability: Ability, owner?: string): boolean {
  const me = useMe();
  if (!me) return false;
  return me.can.includes(ability) || (me.can.includes(`${ability}Own`) && (owner === undefined || owner === me.id));
}
