import { Activity, Globe, KeyRound, ListChecks, UserRound, Users, Webhook, type LucideIcon } from 'lucide-react';

/** A section of the settings; `admin` ones answer only to administrators. */
export type Section = {
  to: '/settings/space' | '/settings/people' | '/settings/keys' | '/settings/webhooks' | '/settings/activity' | '/settings/jobs' | '/settings/profile';
  label: string;
  icon: LucideIcon;
  admin: boolean;
};

export const sections: Section[] = [
  { to: '/settings/space', label: 'Space and locales', icon: Globe, admin: false },
  { to: '/settings/people', label: 'People', icon: Users, admin: true },
  { to: '/settings/keys', label: 'API keys', icon: KeyRound, admin: true },
  { to: '/settings/webhooks', label: 'Webhooks', icon: Webhook, admin: true },
  { to: '/settings/activity', label: 'Activity', icon: Activity, admin: true },
  { to: '/settings/jobs', label: 'Background work', icon: ListChecks, admin: false },
  { to: '/settings/profile', label: 'Your profile', icon: UserRound, admin: false },
];
