import { CalendarClock, ChevronDown, CircleOff, Languages, Link2 } from 'lucide-react';
import { useCan } from '@/api/can';
import { count } from '@/lib/format';
import { Button } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { isAway } from './away-notice';
import { useEditorContext } from './editor-context';
import type { Lifecycle } from './use-lifecycle';
import { useRevision } from './store/use-store';

type Props = {
  lifecycle: Lifecycle;
  /** Locales can be published on their own. */
  perLocale: boolean;
  onSchedule: () => void;
  /** Shows what goes live with it. */
  onPlan: () => void;
  onPublish: (options: { locales?: string[]; withReferences?: boolean }) => void;
};

/** Publishes; the menu beside it has the rarer ways, and takes an entry back. */
export function PublishButton({ lifecycle, perLocale, onSchedule, onPlan, onPublish }: Props) {
  const { store, locale } = useEditorContext();
  useRevision(store);
  const { entry } = store;
  const mayPublish = useCan('publish', entry?.createdBy.id);
  const status = entry?.status ?? 'DRAFT';
  if (!mayPublish || (entry && isAway(entry))) return null;
  const upToDate = status === 'PUBLISHED' && store.dirty().length === 0;
  const unpublished = entry?.references.filter((reference) => reference.status === 'DRAFT').length ?? 0;
  const busy = lifecycle.publish.isPending || lifecycle.unpublish.isPending;
  const label = upToDate ? 'Published' : 'Publish';
  const live = status !== 'DRAFT';
  const trigger = (
    <Button variant="primary" square aria-label="More ways to publish" busy={busy} className="!w-7 rounded-l-none border-l border-white/20">
      <ChevronDown />
    </Button>
  );
  return (
    <div className="flex">
      <Button variant="primary" className="rounded-r-none" disabled={upToDate} busy={busy} onClick={() => onPublish({})}>
        <span>
          {label}
          {status !== 'DRAFT' && !upToDate && <span className="max-sm:sr-only"> changes</span>}
        </span>
      </Button>
      <Menu width={250} trigger={trigger}>
        {perLocale && (
          <MenuItem icon={<Languages />} onClick={() => onPublish({ locales: [locale] })}>
            Publish {locale} only
          </MenuItem>
        )}
        <MenuItem icon={<Link2 />} disabled={unpublished === 0} onClick={onPlan}>
          {unpublished > 0 ? `Publish with ${count(unpublished, 'draft')} it refers to…` : 'It refers to no drafts'}
        </MenuItem>
        <MenuItem icon={<CalendarClock />} keys="s" onClick={onSchedule}>
          Schedule…
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<CircleOff />} disabled={!live} onClick={() => lifecycle.unpublish.mutate(undefined)}>
          Unpublish
        </MenuItem>
        {perLocale && (
          <MenuItem
            icon={<CircleOff />}
            disabled={!live || !entry?.publishedLocales.includes(locale)}
            onClick={() => lifecycle.unpublish.mutate([locale])}
          >
            Unpublish {locale} only
          </MenuItem>
        )}
      </Menu>
    </div>
  );
}
