import { useState } from 'react';
import { Plus } from 'lucide-react';
import { execute } from '@/api/client';
import { SetLocalesDocument } from '@/api/generated/graphql';
import { moved } from '@/lib/arrays';
import { Button } from '@/ui/button';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { Notice } from '@/ui/notice';
import { SortableList } from '@/ui/sortable-list';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { useChange } from '../parts/use-change';
import { LocaleDialog } from './locale-dialog';
import { LocaleRow } from './locale-row';
import { consequences, isChanged, withFallback, withoutLocale, type Locale } from './locales';

type Props = { saved: Locale[]; mayChange: boolean };

/** The locales of the space. Changes are gathered and saved together, since they depend on each other. */
export function Locales({ saved, mayChange }: Props) {
  const [draft, setDraft] = useState(saved);
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const effects = consequences(saved, draft);
  const save = useChange({
    run: () => execute(SetLocalesDocument, { locales: draft }),
    stale: [['space'], ['entries']],
    say: 'The locales are saved',
    quiet: true,
  });
  const saveNow = () => save.mutate(undefined, { onSettled: () => setAsking(false) });
  const add = mayChange && (
    <Button onClick={() => setAdding(true)}>
      <Plus />
      Add a locale
    </Button>
  );
  return (
    <section className="mt-10">
      <SectionHead title="Locales" action={add}>
        The languages that localised fields are written in. The first one is the default; a locale without a value shows
        that of its fallback.
      </SectionHead>
      <Panel>
        <SortableList ids={draft.map((locale) => locale.code)} onMove={(from, to) => setDraft(moved(draft, from, to))}>
          <ul aria-label="Locales">
            {draft.map((locale, i) => (
              <LocaleRow
                key={locale.code}
                locale={locale}
                all={draft}
                isDefault={i === 0}
                mayChange={mayChange}
                onFallback={(fallback) => setDraft(withFallback(draft, locale.code, fallback))}
                onRemove={() => setDraft(withoutLocale(draft, locale.code))}
              />
            ))}
          </ul>
        </SortableList>
      </Panel>
      {save.isError && <Notice kind="error" className="mt-3">{save.error.message}</Notice>}
      {isChanged(saved, draft) && (
        <div className="mt-3 flex items-center gap-2">
          <Button variant="primary" busy={save.isPending} onClick={() => (effects.length ? setAsking(true) : saveNow())}>
            Save the locales
          </Button>
          <Button variant="ghost" onClick={() => setDraft(saved)}>
            Discard
          </Button>
          <span role="status" className="text-xs text-fg-3">
            Not saved yet
          </span>
        </div>
      )}
      {adding && (
        <LocaleDialog all={draft} onClose={() => setAdding(false)} onAdd={(locale) => setDraft([...draft, locale])} />
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Save the locales?"
        action="Save the locales"
        busy={save.isPending}
        onConfirm={saveNow}
      >
        <ul className="flex list-disc flex-col gap-2 pl-4">
          {effects.map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
      </ConfirmDialog>
    </section>
  );
}
