import { useEffect, useMemo, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCan } from '@/api/can';
import { summaryQuery, type Entry } from '@/api/entries';
import type { Space } from '@/api/me';
import type { Field, Model } from '@/api/models';
import { DeletionDialog } from '@/fields/deleting/deletion-dialog';
import { EditingContext, type Editing } from '@/fields/editing';
import { useNarrow } from '@/lib/narrow';
import { usePrefs } from '@/lib/prefs';
import { Notice } from '@/ui/notice';
import { AssetPreview } from './asset-preview';
import { AwayNotice, isAway } from './away-notice';
import { EditorContext, useEditorContext } from './editor-context';
import { EditorHeader } from './editor-header';
import { openEntry, type OpenEntry } from './editor-store';
import { FieldRow } from './field-row';
import { Inspector } from './inspector';
import { jumpTo } from './jump';
import { PlanHost } from './plan-host';
import { problemAt } from './problems';
import { ScheduleHost } from './schedule-host';
import { useHasRow } from './shown';
import { SourceTitles } from './source-titles';
import { partsOf, type Slot } from './store/slots';
import { useRevision } from './store/use-store';
import { TitleRow } from './title-row';
import { titleFieldOf, TitlesProvider } from './titles';
import { useEditorActions } from './use-editor-actions';
import type { Lifecycle } from './use-lifecycle';

type Props = {
  model: Model;
  entry: Entry | null;
  space: Space;
  locale: string;
  onCreated: (entry: Entry) => void;
};

/** Nobody leaves the page by accident while something is not saved. */
function useLeaveGuard(store: OpenEntry) {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (store.dirty().length === 0) return;
      void store.flush();
      event.preventDefault();
    };
    window.addEventListener('beforeunload', guard);
    return () => {
      window.removeEventListener('beforeunload', guard);
      store.dispose();
    };
  }, [store]);
}

/** What the entry refers to is known from its reply; inputs need not ask for it again. */
function useKnownReferences(store: OpenEntry) {
  const client = useQueryClient();
  useState(() => {
    for (const reference of store.entry?.references ?? []) {
      client.setQueryData(summaryQuery(reference.id).queryKey, reference);
    }
  });
}

/** The row of a field, while its condition holds. */
function Row({ model, field }: { model: Model; field: Field }) {
  const { store, locale, locales } = useEditorContext();
  if (!useHasRow(model, store, field, locale, locales[0] ?? locale)) return null;
  return (
    <SourceTitles model={model} field={field}>
      <FieldRow field={field} />
    </SourceTitles>
  );
}

/** The form: what the entry holds, field by field. */
function Form({ model, store, lifecycle }: { model: Model; store: OpenEntry; lifecycle: Lifecycle }) {
  useRevision(store);
  const titleField = titleFieldOf(model);
  const fields = model.fields.filter((field) => !field.system && field !== titleField);
  return (
    <div className="min-w-0 flex-1 overflow-auto">
      <div className="mx-auto max-w-[768px] px-4 pt-8 pb-40 sm:px-8">
        {store.state.kind === 'refused' && (
          <Notice kind="error" className="mb-5">
            {store.state.message}
          </Notice>
        )}
        {store.entry && <AwayNotice entry={store.entry} lifecycle={lifecycle} />}
        {store.entry?.asset && <AssetPreview file={store.entry.asset} />}
        {titleField && <TitleRow field={titleField} />}
        <div className="flex flex-col gap-6">
          {fields.map((field) => (
            <Row key={field.id} model={model} field={field} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** What the inputs of the entry may know of it. */
function useEditingOf(store: OpenEntry, locale: string): Editing {
  useRevision(store);
  const mayCreate = useCan('create');
  const mayUpdate = useCan('update', store.entry?.createdBy.id);
  const readOnly = store.entry ? !mayUpdate || isAway(store.entry) : !mayCreate;
  const published = store.entry?.firstPublishedAt != null;
  const problems = store.entry?.problems;
  return useMemo(
    () => ({ locale, published, readOnly, problemAt: (path) => problemAt(problems, path) }),
    [problems, locale, published, readOnly],
  );
}

/** One open entry: its header, its form, and what there is to know about it. */
export function Editor({ model, entry, space, locale, onCreated }: Props) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const { inspector } = usePrefs();
  const locales = useMemo(() => space.locales.map((each) => each.code), [space]);
  const [store] = useState(() => openEntry(model, entry, locales, onCreated));
  const [showAll, setShowAll] = useState(false);
  useLeaveGuard(store);
  useKnownReferences(store);
  const editing = useEditingOf(store, locale);

  function setLocale(next: string) {
    void navigate({ to: '.', search: { locale: next === space.defaultLocale ? undefined : next }, replace: true });
  }

  function jump(slot: Slot) {
    const other = partsOf(slot).locale;
    if (other && other !== locale) setLocale(other);
    jumpTo(slot);
  }

  const { readOnly } = editing;
  const actions = useEditorActions({ model, store, locale, locales, readOnly, onJump: jump, onShowAll: () => setShowAll(true) });
  const context = useMemo(() => ({ store, locale, locales, showAll }), [store, locale, locales, showAll]);
  return (
    <EditorContext.Provider value={context}>
      <EditingContext.Provider value={editing}>
        <TitlesProvider store={store} model={model} locale={locale} defaultLocale={space.defaultLocale}>
          <div className="flex h-full flex-col">
            <EditorHeader model={model} actions={actions} onLocale={setLocale} />
            <div className="flex min-h-0 flex-1">
              <Form model={model} store={store} lifecycle={actions.lifecycle} />
              {inspector && !narrow && <Inspector model={model} actions={actions} onJump={jump} onLocale={setLocale} />}
            </div>
          </div>
          <PlanHost model={model} actions={actions} onJump={jump} />
          <ScheduleHost model={model} planner={actions.planner} />
          <DeletionDialog deletion={actions.lifecycle.deletion} />
        </TitlesProvider>
      </EditingContext.Provider>
    </EditorContext.Provider>
  );
}
