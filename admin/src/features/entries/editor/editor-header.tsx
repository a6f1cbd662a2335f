import { Link } from '@tanstack/react-router';
import { ChevronRight, Eye, PanelRight, Redo2, Undo2 } from 'lucide-react';
import type { Entry } from '@/api/entries';
import { listName, type Model } from '@/api/models';
import { useEditing } from '@/fields/editing';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Select } from '@/ui/select';
import { useEditorContext } from './editor-context';
import { hasLocales } from './has-locales';
import { MoreMenu } from './more-menu';
import { Presence } from './presence';
import { PublishButton } from './publish-button';
import { SaveNote } from './save-note';
import { useRevision } from './store/use-store';
import { useTitle } from './titles';
import type { EditorActions } from './use-editor-actions';

function LocaleSelect({ model, onLocale }: { model: Model; onLocale: (locale: string) => void }) {
  const { locale, locales } = useEditorContext();
  if (!hasLocales(model, locales.length)) return null;
  return (
    <Select
      small
      label="Locale"
      value={locale}
      options={locales.map((code) => ({ value: code, label: code }))}
      onChange={onLocale}
      className="!h-8 !w-auto min-w-16"
    />
  );
}

type Props = { model: Model; actions: EditorActions; onLocale: (locale: string) => void };

/** What the page is called: the title as it is written, else the server's, else that there is none. */
function titleOf(model: Model, text: string, entry: Entry | null): string {
  if (text) return text;
  if (!entry) return `New ${model.name.toLowerCase()}`;
  return entry.title === entry.id ? 'Untitled' : entry.title;
}

/** The title in the bar; it alone changes with each key. */
function PageTitle({ model }: { model: Model }) {
  const { store, locale } = useEditorContext();
  const text = useTitle(store, model, locale);
  return (
    <h1 id="page-title" tabIndex={-1} className="truncate font-medium outline-none">
      {titleOf(model, text, store.entry)}
    </h1>
  );
}

/** Where one is, whether all is saved, and what can be done. */
export function EditorHeader({ model, actions, onLocale }: Props) {
  const { store, locales } = useEditorContext();
  const { readOnly } = useEditing();
  const { inspector } = usePrefs();
  useRevision(store);
  const canSave = store.dirty().length > 0 && store.state.kind !== 'saving';
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-3 pl-4">
      <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1 text-sm">
        <Link
          to={model.builtin ? '/media' : '/content/$model'}
          params={{ model: model.apiId }}
          className="shrink-0 rounded px-1 py-0.5 font-medium text-fg-2 hover:bg-hover hover:text-fg max-sm:hidden"
        >
          {model.builtin ? 'Media' : listName(model)}
        </Link>
        <ChevronRight className="size-3.5 shrink-0 text-fg-3 max-sm:hidden" aria-hidden />
        <PageTitle model={model} />
      </nav>
      {!readOnly && <SaveNote store={store} autosave={model.drafts} />}
      <div className="flex-1" />
      {store.entry && <Presence entry={store.entry.id} />}
      <LocaleSelect model={model} onLocale={onLocale} />
      {!readOnly && (
        <>
          <IconButton label="Undo" keys="mod+z" disabled={!store.canUndo} onClick={actions.undo} className="max-md:hidden">
            <Undo2 />
          </IconButton>
          <IconButton label="Redo" keys="mod+shift+z" disabled={!store.canRedo} onClick={actions.redo} className="max-md:hidden">
            <Redo2 />
          </IconButton>
        </>
      )}
      {model.previewUrl && (
        <Button busy={actions.preview.busy} onClick={actions.preview.start} className="max-md:hidden">
          <Eye />
          Preview
        </Button>
      )}
      {model.drafts ? (
        <PublishButton
          perLocale={hasLocales(model, locales.length)}
          lifecycle={actions.lifecycle}
          onPlan={actions.plan.start}
          onSchedule={actions.planner.start}
          onPublish={actions.publish}
        />
      ) : (
        !readOnly && (
          <Button variant="primary" disabled={!canSave} busy={store.state.kind === 'saving'} onClick={() => void actions.save()}>
            Save
          </Button>
        )
      )}
      <MoreMenu model={model} actions={actions} />
      <IconButton
        label={inspector ? 'Hide the details' : 'Show the details'}
        keys="i"
        aria-pressed={inspector}
        onClick={() => setPrefs({ inspector: !inspector })}
        className="max-[860px]:hidden"
      >
        <PanelRight />
      </IconButton>
    </header>
  );
}
