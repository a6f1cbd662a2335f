import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bookmark, File, FileText, PanelLeft, Search, Users } from 'lucide-react';
import { useSpace } from '@/api/me';
import { ASSET, countsQuery, listName, useSchema, type Model } from '@/api/models';
import { useViews, type View } from '@/api/views';
import { searchOf } from '@/features/entries/views/view-search';
import { formatNumber } from '@/lib/format';
import { setPrefs } from '@/lib/prefs';
import { IconButton } from '@/ui/icon-button';
import { Kbd } from '@/ui/kbd';
import { Logo } from '@/ui/logo';
import { openOverlay } from './overlays';
import { buildPlaces, contentPlaces, type Place } from './places';
import { UserMenu } from './user-menu';

const itemClass =
  'flex h-[30px] shrink-0 items-center gap-2.5 rounded-md px-2 text-sm font-medium text-fg-2 hover:bg-hover hover:text-fg [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-fg-3';
const activeProps = { className: '!bg-active !text-fg [&_svg]:!text-fg', 'aria-current': 'page' as const };

function PlaceLink({ place }: { place: Place }) {
  const Icon = place.icon;
  return (
    <Link to={place.to} activeOptions={{ exact: place.to === '/' }} activeProps={activeProps} className={itemClass}>
      <Icon aria-hidden />
      {place.label}
    </Link>
  );
}

function ModelLink({ model, entries }: { model: Model; entries?: number | null }) {
  const Icon = model.singleton ? File : FileText;
  return (
    <Link
      to="/content/$model"
      params={{ model: model.apiId }}
      search={{}}
      activeOptions={{ includeSearch: false }}
      activeProps={activeProps}
      className={itemClass}
    >
      <Icon aria-hidden />
      <span className="min-w-0 flex-1 truncate">{listName(model)}</span>
      {entries != null && (
        <span className="text-2xs font-normal text-fg-3 tabular-nums">
          {formatNumber(entries)}
          <span className="sr-only"> entries</span>
        </span>
      )}
    </Link>
  );
}

function ViewLink({ view }: { view: View }) {
  return (
    <Link
      to="/content/$model"
      params={{ model: view.model }}
      search={searchOf(view)}
      activeOptions={{ includeSearch: true, explicitUndefined: true }}
      activeProps={activeProps}
      className={itemClass}
    >
      <Bookmark aria-hidden />
      <span className="min-w-0 flex-1 truncate">{view.name}</span>
      {view.shared && <Users aria-label="For everybody" className="!size-3.5" />}
    </Link>
  );
}

function SectionTitle({ children }: { children: ReactNode }) {
  return <h2 className="mt-4 mb-1 px-2 text-2xs font-medium text-fg-3">{children}</h2>;
}

function SearchButton() {
  return (
    <button
      type="button"
      onClick={() => openOverlay('palette')}
      className="field-box mb-2 flex h-8 shrink-0 items-center gap-2 px-2 text-sm text-fg-3 shadow-1"
    >
      <Search className="size-4" aria-hidden />
      <span className="flex-1 truncate text-left">Search or jump to…</span>
      <Kbd keys="mod+k" />
    </button>
  );
}

export function Sidebar({ onHide }: { onHide?: () => void }) {
  const space = useSpace();
  const { models } = useSchema();
  const views = useViews();
  const counts = useQuery(countsQuery).data;
  const contentModels = models.filter((model) => model.apiId !== ASSET);
  return (
    <nav aria-label="Main" className="flex h-full w-[236px] shrink-0 flex-col gap-0.5 px-2.5 pb-2.5">
      <div className="flex h-12 shrink-0 items-center gap-2 pl-1.5">
        <Logo />
        <span className="min-w-0 flex-1 truncate text-sm font-semibold tracking-tight">{space?.name ?? 'Galley'}</span>
        <IconButton
          label="Hide the sidebar"
          keys="mod+."
          size="sm"
          onClick={onHide ?? (() => setPrefs({ sidebar: false }))}
        >
          <PanelLeft />
        </IconButton>
      </div>
      <SearchButton />
      {contentPlaces.map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
      {contentModels.length > 0 && <SectionTitle>Content</SectionTitle>}
      <div className="-mx-1 flex min-h-0 flex-1 flex-col gap-0.5 overflow-auto px-1 py-0.5">
        {contentModels.map((model) => (
          <ModelLink key={model.id} model={model} entries={counts?.[model.apiId]} />
        ))}
        {views.length > 0 && <SectionTitle>Saved views</SectionTitle>}
        {views.map((view) => (
          <ViewLink key={view.id} view={view} />
        ))}
      </div>
      {buildPlaces.map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
      <UserMenu />
    </nav>
  );
}
