import { lazy, Suspense, useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { copyText } from '@/lib/copy';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/page-header';
import { endpoints, type Endpoint } from './endpoints';

const Console = lazy(() => import('./console'));
const route = getRouteApi('/shell/playground');

/** Tries out the content API. */
export default function PlaygroundPage() {
  const { query } = route.useSearch();
  // a query that somebody came with asks for one entry, which may be a draft
  const [endpoint, setEndpoint] = useState<Endpoint>(query ? '/graphql/preview' : '/graphql');
  const address = `${window.location.origin}${endpoint}`;
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="API playground" note={<span className="max-md:hidden">{address}</span>}>
        <Button variant="ghost" className="max-sm:hidden" onClick={() => void copyText(address, 'Address copied')}>
          Copy the address
        </Button>
        <div role="group" aria-label="Side of the API" className="flex rounded-md bg-sunken p-0.5">
          {endpoints.map((each) => (
            <button
              key={each.value}
              type="button"
              title={each.hint}
              aria-pressed={endpoint === each.value}
              onClick={() => setEndpoint(each.value)}
              className="h-7 rounded-[6px] px-3 text-sm font-medium text-fg-2 aria-pressed:bg-surface aria-pressed:text-fg aria-pressed:shadow-1"
            >
              {each.label}
            </button>
          ))}
        </div>
      </PageHeader>
      <div className="playground min-h-0 flex-1">
        <Suspense fallback={<div className="skeleton m-4 h-96 !rounded-lg" />}>
          <Console key={`${endpoint} ${query ?? ''}`} endpoint={endpoint} query={query} />
        </Suspense>
      </div>
    </div>
  );
}
