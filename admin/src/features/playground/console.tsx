import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';
import { GraphiQL } from 'graphiql';
import { ApiError } from '@/api/errors';
import { readJson, send } from '@/api/http';
import { useDark } from '@/lib/prefs';
import type { Endpoint } from './endpoints';

type Params = { query: string; variables?: unknown; operationName?: string | null };
type Props = { endpoint: Endpoint; welcome: string; query?: string };

/** Asks one side of the content API, with the session of whoever is signed in. */
function fetcherOf(endpoint: Endpoint) {
  return async ({ query, variables, operationName }: Params) => {
    const reply = await send('POST', endpoint, { query, variables, operationName });
    const body = await readJson<Record<string, unknown>>(reply);
    if (!body) throw new ApiError(`Galley answered with the status ${reply.status} and no JSON.`, 'INTERNAL');
    return body;
  };
}

/** GraphiQL on one side of the content API. */
export default function Console({ endpoint, welcome, query }: Props) {
  const dark = useDark();
  return (
    <GraphiQL
      fetcher={fetcherOf(endpoint)}
      forcedTheme={dark ? 'dark' : 'light'}
      defaultQuery={welcome}
      initialQuery={query}
      isHeadersEditorEnabled={false}
      showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>{null}</GraphiQL.Logo>
    </GraphiQL>
  );
}
