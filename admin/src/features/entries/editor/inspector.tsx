import { memo, useDeferredValue } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, CircleAlert, SquareTerminal } from 'lucide-react';
import { usedByQuery, type Entry } from '@/api/entries';
import { useSpace } from '@/api/me';
import type { Model } from '@/api/models';
import { StatusBadge } from '@/fields/parts/status-badge';
import { UsedByList } from '@/fields/parts/used-by-list';
import { cn } from '@/lib/cn';
import { copyText } from '@/lib/copy';
import { ago, formatMoment } from '@/lib/format';
import { Avatar } from '@/ui/avatar';
import { useEditorContext } from './editor-context';
import { hasLocales } from './has-locales';
import { PlannedSection } from './planned-section';
import { toDoList } from './problems';
import { sampleQuery } from './sample-query';
import { Section } from './section';
import type { Slot } from './store/slots';
import { useEdits, useRevision } from './store/use-store';
import type { EditorActions } from './use-editor-actions';

function Moment({ time }: { time: string }) {
  return <time dateTime={time} title={formatMoment(time)}>{ago(time)}</time>;
}

function Facts({ entry, drafts }: { entry: Entry; drafts: boolean }) {
  return (
    <dl className="grid grid-cols-[92px_1fr] gap-y-2.5 border-b border-line p-4 text-sm [&_dt]:text-fg-3">
      {drafts && (
        <>
          <dt>Status</dt>
          <dd>
            <StatusBadge status={entry.status} />
          </dd>
          <dt>Published</dt>
          <dd>{entry.publishedAt ? <Moment time={entry.publishedAt} /> : 'Not yet'}</dd>
        </>
      )}
      <dt>Last edit</dt>
      <dd className="flex min-w-0 items-center gap-1.5">
        <Avatar name={entry.updatedBy.name} size={18} />
        <span className="truncate">
          {entry.updatedBy.name}, <Moment time={entry.updatedAt} />
        </span>
      </dd>
      <dt>Created</dt>
      <dd className="truncate">
        <Moment time={entry.createdAt} /> by {entry.createdBy.name}
      </dd>
      <dt>Version</dt>
      <dd className="tabular-nums">{entry.version}</dd>
      <dt>Id</dt>
      <dd className="min-w-0">
        <button
          type="button"
          title="Copy the id"
          onClick={() => void copyText(entry.id, 'Id copied')}
          className="max-w-full truncate rounded font-mono text-xs text-fg-2 hover:bg-hover hover:text-fg"
        >
          {entry.id}
        </button>
      </dd>
    </dl>
  );
}

type ToDoProps = {
  model: Model;
  onJump: (slot: Slot) => void;
  /** Which state of the entry the list is of. */
  state: string;
};

const BeforePublishing = memo(function BeforePublishing({ model, onJump }: ToDoProps) {
  const { store, locales } = useEditorContext();
  const list = toDoList(model, store, locales);
  return (
    <Section title={model.drafts ? 'Before publishing' : 'Before saving'}>
      {list.length === 0 && (
        <p className="flex items-center gap-2 text-sm text-fg-2">
          <Check className="size-4 text-green" aria-hidden />
          {model.drafts ? 'Ready to publish' : 'Nothing to do'}
        </p>
      )}
      <ul className="-mx-2">
        {list.map((toDo) => (
          <li key={toDo.slot}>
            <button
              type="button"
              onClick={() => onJump(toDo.slot)}
              className="flex w-full items-start gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover"
            >
              <CircleAlert className="mt-0.5 size-4 shrink-0 text-red" aria-hidden />
              <span className="min-w-0">
                <span className="block font-medium">{toDo.label}</span>
                <span className="block text-xs text-fg-2">{toDo.message}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
});

/** What is left to do. It follows what is written, but never holds up writing. */
function ToDo({ model, onJump }: Omit<ToDoProps, 'state'>) {
  const { store } = useEditorContext();
  const state = useDeferredValue(`${useEdits(store)} ${useRevision(store)}`);
  return <BeforePublishing model={model} onJump={onJump} state={state} />;
}

function Locales({ model, onLocale }: { model: Model; onLocale: (locale: string) => void }) {
  const { store, locale: shown } = useEditorContext();
  const space = useSpace();
  if (!space || !hasLocales(model, space.locales.length)) return null;
  return (
    <Section title="Locales">
      <ul className="-mx-2 text-sm">
        {space.locales.map(({ code, name }) => {
          const live = store.entry?.publishedLocales.includes(code) ?? false;
          return (
            <li key={code}>
              <button
                type="button"
                aria-pressed={code === shown}
                onClick={() => onLocale(code)}
                className="flex h-8 w-full items-center gap-2 rounded-md px-2 hover:bg-hover aria-pressed:bg-active"
              >
                {model.drafts && (
                  <span className={cn('size-2 rounded-full', live ? 'bg-green-dot' : 'border border-control')} />
                )}
                <span className="flex-1 truncate text-left">{name}</span>
                {model.drafts && <span className="text-xs text-fg-3">{live ? 'Published' : 'Not published'}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function UsedBy({ id }: { id: string }) {
  const users = useQuery(usedByQuery(id)).data ?? [];
  return (
    <Section title="Used by">
      <UsedByList users={users} none="Nothing refers to this." />
    </Section>
  );
}

type Props = { model: Model; actions: EditorActions; onJump: (slot: Slot) => void; onLocale: (locale: string) => void };

/** What there is to know about the entry, beside its fields. */
export function Inspector({ model, actions, onJump, onLocale }: Props) {
  const { store } = useEditorContext();
  useRevision(store);
  const { entry } = store;
  return (
    <aside aria-label="Details" tabIndex={0} className="w-[312px] shrink-0 overflow-auto border-l border-line bg-canvas/60 -outline-offset-2">
      {entry ? <Facts entry={entry} drafts={model.drafts} /> : (
        <p className="border-b border-line p-4 text-sm text-fg-2">
          {model.drafts ? 'It is saved as a draft as soon as you write something.' : 'It is live as soon as you save it.'}
        </p>
      )}
      {entry && model.drafts && <PlannedSection entry={entry} planner={actions.planner} />}
      <ToDo model={model} onJump={onJump} />
      <Locales model={model} onLocale={onLocale} />
      {entry && <UsedBy id={entry.id} />}
      {entry && (
        <Section title="API">
          <Link
            to="/playground"
            search={{ query: sampleQuery(model, entry.id) }}
            className="-mx-2 flex h-8 items-center gap-2 rounded-md px-2 text-sm hover:bg-hover"
          >
            <SquareTerminal className="size-4 text-fg-3" aria-hidden />
            Query this entry
          </Link>
        </Section>
      )}
    </aside>
  );
}
