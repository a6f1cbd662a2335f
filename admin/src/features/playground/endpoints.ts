/** The two sides of the content API. */
export type Endpoint = '/graphql' | '/graphql/preview';

export const endpoints: { value: Endpoint; label: string; hint: string }[] = [
  { value: '/graphql', label: 'Published', hint: 'What everybody sees' },
  { value: '/graphql/preview', label: 'Preview', hint: 'Drafts, too' },
];
