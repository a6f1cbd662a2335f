import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Group, Plus, Shapes } from 'lucide-react';
import { useCan } from '@/api/can';
import { countsQuery, schemaQuery, type Model } from '@/api/models';
import { count } from '@/lib/format';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { PageHeader } from '@/ui/page-header';
import { NewModelDialog } from './new-model-dialog';

function traits(model: Model): string {
  const all = [
    count(model.fields.length, 'field'),
    model.singleton && 'one entry',
    !model.component && !model.drafts && 'no drafts',
    !model.component && !model.publicRead && 'not public',
    model.builtin && 'built in',
  ];
  return all.filter(Boolean).join(' · ');
}

function Row({ model, entries }: { model: Model; entries?: number | null }) {
  const Icon = model.component ? Group : Shapes;
  return (
    <li>
      <Link
        to="/models/$id"
        params={{ id: model.apiId }}
        className="flex items-center gap-3 px-4 py-3 -outline-offset-2 hover:bg-hover"
      >
        <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-sunken text-fg-3">
          <Icon className="size-4.5" aria-hidden />
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="truncate text-sm font-[550]">{model.name}</span>
            <code className="truncate text-xs text-fg-3">{model.apiId}</code>
          </span>
          <span className="block truncate text-xs text-fg-2">{traits(model)}</span>
        </span>
        {entries != null && <span className="text-xs text-fg-3 tabular-nums">{count(entries, 'entry', 'entries')}</span>}
        <ChevronRight className="size-4 text-fg-3" aria-hidden />
      </Link>
    </li>
  );
}

type ListProps = { title: string; hint: string; models: Model[]; onNew?: () => void; newLabel: string };

function ModelList({ title, hint, models, onNew, newLabel }: ListProps) {
  const counts = useQuery(countsQuery).data;
  return (
    <section className="mb-10">
      <div className="mb-3 flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold tracking-tight">{title}</h2>
          <p className="text-sm text-fg-2">{hint}</p>
        </div>
        {onNew && (
          <Button onClick={onNew}>
            <Plus />
            {newLabel}
          </Button>
        )}
      </div>
      {models.length === 0 ? (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState icon={<Shapes />} title={`No ${title.toLowerCase()} yet`} />
        </div>
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line shadow-1">
          {models.map((model) => (
            <Row key={model.id} model={model} entries={counts?.[model.apiId]} />
          ))}
        </ul>
      )}
    </section>
  );
}

export default function ModelsPage() {
  const schema = useQuery(schemaQuery);
  const mayChange = useCan('changeModels');
  const [creating, setCreating] = useState<'model' | 'component' | null>(null);
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Content models" />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto max-w-[820px] px-5 pt-8 pb-20 sm:px-8">
          {schema.isError && <Failure error={schema.error} onRetry={() => void schema.refetch()} />}
          {schema.isPending && <div className="skeleton h-80 !rounded-lg" />}
          {schema.data && (
            <>
              <ModelList
                title="Models"
                hint="What your content is made of."
                models={schema.data.models}
                newLabel="New model"
                onNew={mayChange ? () => setCreating('model') : undefined}
              />
              <ModelList
                title="Components"
                hint="Groups of fields that models share, alone or as blocks."
                models={schema.data.components}
                newLabel="New component"
                onNew={mayChange ? () => setCreating('component') : undefined}
              />
            </>
          )}
        </div>
      </div>
      {creating && <NewModelDialog component={creating === 'component'} onClose={() => setCreating(null)} />}
    </div>
  );
}
