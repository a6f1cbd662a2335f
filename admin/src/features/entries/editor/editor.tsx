import { useEffect, useMemo, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCan } from '@/api/can';
import { summaryQuery, type Entry } from '@/api/entries';
import type { Space } from '@/api/me';
import type { Model } from '@/api/models';
import { EditingContext, type Editing } from '@/fields/editing';
import { useNarrow } from '@/lib/narrow';
import { usePrefs } from '@/lib/prefs';
import { Notice } from '@/ui/notice';
import { AssetPreview } from './asset-preview';
import { EditorContext } from './editor-context';
import { EditorHeader } from './editor-header';
import { openEntry, type OpenEntry } from './editor-store';
import { FieldRow } from './field-row';
import { Inspector } from './inspector';
import { jumpTo } from './jump';
import { problemAt } from './problems';
import { partsOf, slotOf, type Slot } from './store/slots';
import { useRevision, useSlot } from './store/use-store';
import { TitleRow } from './title-row';
import { useEditorActions } from './use-editor-actions';

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

/** What the page is called: the title as it is written, else the server's, else that there is none. */
function titleOf(model: Model, text: string, entry: Entry | null): string {
  if (text) return text;
  if (!entry) return `New ${model.name.toLowerCase()}`;
  return entry.title === entry.id ? 'Untitled' : entry.title;
}

export function Editor({ model, entry, space, locale, onCreated }: Props) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const { inspector } = usePrefs();
  const locales = useMemo(() => space.locales.map((each) => each.code), [space]);
  const [store] = useState(() => openEntry(model, entry, locales, onCreated));
  const [showAll, setShowAll] = useState(false);
  useLeaveGuard(store);
  useKnownReferences(store);
  useRevision(store);

  const mayCreate = useCan('create');
  const mayUpdate = useCan('update', store.entry?.createdBy.id);
  const readOnly = store.entry ? !mayUpdate : !mayCreate;
  const fields = model.fields.filter((field) => !field.system);
  const titleField = fields.find((field) => field.apiId === model.titleField && field.kind === 'TEXT' && !field.list);
  const title = useSlot(store, titleField ? slotOf(titleField, locale) : '').value;
  const titleText = typeof title === 'string' ? title : '';
  const defaultTitle = useSlot(store, titleField ? slotOf(titleField, space.defaultLocale) : '').value;
  const published = store.entry?.firstPublishedAt != null;

  function setLocale(next: string) {
    void navigate({ to: '.', search: { locale: next === space.defaultLocale ? undefined : next }, replace: true });
  }

  function jump(slot: Slot) {
    const other = partsOf(slot).locale;
    if (other && other !== locale) setLocale(other);
    jumpTo(slot);
  }

  const actions = useEditorActions({ model, store, locales, readOnly, onJump: jump, onShowAll: () => setShowAll(true) });
  const context = useMemo(() => ({ store, locale, locales, showAll }), [store, locale, locales, showAll]);
  const editing = useMemo<Editing>(
    () => ({
      locale,
      title: titleText,
      defaultTitle: typeof defaultTitle === 'string' ? defaultTitle : '',
      published,
      readOnly,
      problemAt: (path) => problemAt(store, path),
    }),
    [store, locale, titleText, defaultTitle, published, readOnly],
  );

  return (
    <EditorContext.Provider value={context}>
      <EditingContext.Provider value={editing}>
        <div className="flex h-full flex-col">
          <EditorHeader
            model={model}
            title={titleOf(model, titleText, store.entry)}
            actions={actions}
            onLocale={setLocale}
          />
          <div className="flex min-h-0 flex-1">
            <div className="min-w-0 flex-1 overflow-auto">
              <div className="mx-auto max-w-[768px] px-4 pt-8 pb-40 sm:px-8">
                {store.state.kind === 'refused' && (
                  <Notice kind="error" className="mb-5">
                    {store.state.message}
                  </Notice>
                )}
                {store.entry?.asset && <AssetPreview file={store.entry.asset} />}
                {titleField && <TitleRow field={titleField} />}
                <div className="flex flex-col gap-6">
                  {fields
                    .filter((field) => field !== titleField)
                    .map((field) => (
                      <FieldRow key={field.id} field={field} />
                    ))}
                </div>
              </div>
            </div>
            {inspector && !narrow && <Inspector model={model} onJump={jump} onLocale={setLocale} />}
          </div>
        </div>
      </EditingContext.Provider>
    </EditorContext.Provider>
  );
}
