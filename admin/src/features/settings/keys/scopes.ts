import type { Scope } from '@/api/keys';

type ScopeText = { value: Scope; label: string; says: string };

export const scopes: ScopeText[] = [
  { value: 'READ', label: 'Read', says: 'Published content, at /graphql. For websites and apps.' },
  { value: 'PREVIEW', label: 'Preview', says: 'Drafts too, at /graphql/preview.' },
  { value: 'WRITE', label: 'Write', says: 'Create, change, publish and delete entries and files.' },
  { value: 'MANAGE', label: 'Manage', says: 'Everything: models, people, keys and webhooks as well. Keep it off websites.' },
];

/** What each scope holds besides itself. */
const includes: Record<Scope, Scope[]> = {
  READ: [],
  PREVIEW: ['READ'],
  WRITE: ['READ', 'PREVIEW'],
  MANAGE: ['READ', 'PREVIEW', 'WRITE'],
};

/** Whether a chosen scope holds this one already. */
export function isImplied(chosen: Scope[], scope: Scope): boolean {
  return chosen.some((each) => includes[each].includes(scope));
}

/** The scopes after one was switched; what another holds already is left out. */
export function withScope(chosen: Scope[], scope: Scope, on: boolean): Scope[] {
  const next = on ? [...chosen, scope] : chosen.filter((each) => each !== scope);
  return scopes.map((each) => each.value).filter((each) => next.includes(each) && !isImplied(next, each));
}

export function scopeLabel(scope: Scope): string {
  return scopes.find((each) => each.value === scope)!.label;
}
