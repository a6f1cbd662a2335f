import { Suspense, useEffect, useRef } from 'react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { useCan } from '@/api/can';
import { useMe } from '@/api/me';
import { EmptyState } from '@/ui/empty-state';
import { PageHeader } from '@/ui/page-header';
import { RowsSkeleton } from './parts/loaded';
import { sections, type Section } from './sections';

const linkClass =
  'flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium whitespace-nowrap text-fg-2 hover:bg-hover hover:text-fg [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-fg-3';
const activeProps = { className: '!bg-active !text-fg [&_svg]:!text-fg', 'aria-current': 'page' as const };

function SectionLink({ section }: { section: Section }) {
  const Icon = section.icon;
  return (
    <Link to={section.to} activeOptions={{ includeSearch: false }} activeProps={activeProps} className={linkClass}>
      <Icon aria-hidden />
      {section.label}
    </Link>
  );
}

function AdminsOnly() {
  return (
    <EmptyState icon={<Lock />} title="Only administrators see this">
      Ask one of them if something is to be changed here.
    </EmptyState>
  );
}

/** Keeps the link of the open section in sight where the links scroll sideways. */
function useVisibleLink(path: string, links: number) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path, links]);
  return nav;
}

/** The frame of the settings: what can be set on the left, or above where there is no room. */
export default function SettingsPage() {
  const administers = useCan('administer');
  const known = useMe() !== undefined;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = sections.filter((section) => administers || !section.admin);
  const nav = useVisibleLink(path, shown.length);
  const closed = known && !administers && sections.some((section) => section.admin && path.startsWith(section.to));
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <nav
          ref={nav}
          aria-label="Settings"
          className="flex shrink-0 gap-0.5 overflow-x-auto border-b border-line p-2 md:w-[208px] md:flex-col md:border-r md:border-b-0 md:p-3"
        >
          {shown.map((section) => (
            <SectionLink key={section.to} section={section} />
          ))}
        </nav>
        <div className="relative min-h-0 min-w-0 flex-1 overflow-auto">
          <div className="mx-auto max-w-[820px] px-5 pt-8 pb-20 sm:px-8">
            <Suspense fallback={<RowsSkeleton />}>{closed ? <AdminsOnly /> : <Outlet />}</Suspense>
          </div>
        </div>
      </div>
    </div>
  );
}
