import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { GraphiQL } from 'graphiql';
import { send } from '@/api/http';
import { useDark } from '@/lib/prefs';
import type { Endpoint } from './endpoints';

const WELCOME = `# Write a query, and run it with Ctrl+Enter.
#
# Ctrl+Space shows what can be asked for here.

`;

type Params = { query: string; variables?: unknown; operationName?: string | null };

/** GraphiQL on one side of the content API. */
export default function Console({ endpoint, query }: { endpoint: Endpoint; query?: string }) {
  const dark = useDark();
  const fetcher = async ({ query: text, variables, operationName }: Params) => {
    const reply = await send('POST', endpoint, { query: text, variables, operationName });
    return (await reply.json()) as Record<string, unknown>;
  };
  return (
    <GraphiQL
      fetcher={fetcher}
      forcedTheme={dark ? 'dark' : 'light'}
      defaultQuery={WELCOME}
      initialQuery={query}
      isHeadersEditorEnabled={false}
      showPersistHeadersSettings={false}
    />
  );
}
