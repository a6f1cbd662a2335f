import { Suspense } from 'react';
import { Link, Outlet } from '@tanstack/react-router';
import { Activity, Building2, KeyRound, UserRound, Users, Webhook, type LucideIcon } from 'lucide-react';
import { useCan } from '@/api/can';
import { PageHeader } from '@/ui/page-header';

type Section = {
  to: '/settings/space' | '/settings/people' | '/settings/keys' | '/settings/webhooks' | '/settings/activity' | '/settings/profile';
  label: string;
  icon: LucideIcon;
};

const spaceSections: Section[] = [
  { to: '/settings/space', label: 'Space and locales', icon: Building2 },
  { to: '/settings/people', label: 'People', icon: Users },
  { to: '/settings/keys', label: 'API keys', icon: KeyRound },
  { to: '/settings/webhooks', label: 'Webhooks', icon: Webhook },
  { to: '/settings/activity', label: 'Activity', icon: Activity },
];

const ownSections: Section[] = [{ to: '/settings/profile', label: 'Profile', icon: UserRound }];

function SectionLink({ section }: { section: Section }) {
  return (
    <Link
      to={section.to}
      activeProps={{ className: '!bg-active !text-fg', 'aria-current': 'page' }}
      className="flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium whitespace-nowrap text-fg-2 hover:bg-hover hover:text-fg"
    >
      <section.icon className="size-4 text-fg-3" aria-hidden />
      {section.label}
    </Link>
  );
}

export default function SettingsPage() {
  const mayAdminister = useCan('administer');
  const sections = [...(mayAdminister ? spaceSections : []), ...ownSections];
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <nav
          aria-label="Settings"
          className="flex shrink-0 gap-0.5 border-line p-3 max-md:overflow-x-auto max-md:border-b md:w-52 md:flex-col md:border-r"
        >
          {sections.map((section) => (
            <SectionLink key={section.to} section={section} />
          ))}
        </nav>
        <div className="min-w-0 flex-1 overflow-auto">
          <div className="mx-auto max-w-[820px] px-5 pt-8 pb-20 sm:px-8">
            <Suspense fallback={<div className="skeleton h-64 !rounded-lg" />}>
              <Outlet />
            </Suspense>
          </div>
        </div>
      </div>
    </div>
  );
}
