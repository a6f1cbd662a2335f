import { lazy, Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Copy } from 'lucide-react';
import { schemaQuery } from '@/api/models';
import { copyText } from '@/lib/copy';
import { Failure } from '@/ui/failure';
import { IconButton } from '@/ui/icon-button';
import { PageHeader } from '@/ui/page-header';
import { endpoints, type Endpoint } from './endpoints';
import { welcomeQuery } from './welcome';

const Console = lazy(() => import('./console'));
const route = getRouteApi('/shell/playground');

type SwitchProps = { endpoint: Endpoint; onChange: (endpoint: Endpoint) => void };

function SideSwitch({ endpoint, onChange }: SwitchProps) {
  return (
    <div role="group" aria-label="What to query" className="flex rounded-md bg-sunken p-0.5">
      {endpoints.map((each) => (
        <button
          key={each.value}
          type="button"
          title={each.hint}
          aria-pressed={endpoint === each.value}
          onClick={() => onChange(each.value)}
          className="h-7 rounded-[6px] px-3 text-sm font-medium text-fg-2 aria-pressed:bg-surface aria-pressed:text-fg aria-pressed:shadow-1"
        >
          {each.label}
        </button>
      ))}
    </div>
  );
}

function ConsoleSkeleton() {
  return (
    <div role="status" className="flex h-full gap-4 p-4">
      <span className="sr-only">Loading the playground</span>
      <div className="skeleton h-full flex-1 !rounded-lg" />
      <div className="skeleton h-full flex-1 !rounded-lg" />
    </div>
  );
}

/** Tries out the content API. */
export default function PlaygroundPage() {
  const { query } = route.useSearch();
  const schema = useQuery(schemaQuery);
  // a query that somebody came with asks for one entry, which may be a draft
  const [endpoint, setEndpoint] = useState<Endpoint>(query ? '/graphql/preview' : '/graphql');
  const address = `${window.location.origin}${endpoint}`;
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="API playground" note={<span className="font-mono text-xs max-md:hidden">{address}</span>}>
        <IconButton label="Copy the address" size="sm" onClick={() => void copyText(address, 'Address copied')}>
          <Copy />
        </IconButton>
        <SideSwitch endpoint={endpoint} onChange={setEndpoint} />
      </PageHeader>
      <div className="min-h-0 flex-1">
        {schema.isError && <Failure error={schema.error} onRetry={() => void schema.refetch()} />}
        {schema.isPending && <ConsoleSkeleton />}
        {schema.data && (
          <Suspense fallback={<ConsoleSkeleton />}>
            <Console
              key={`${endpoint} ${query ?? ''}`}
              endpoint={endpoint}
              welcome={welcomeQuery(schema.data.models)}
              query={query}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}
