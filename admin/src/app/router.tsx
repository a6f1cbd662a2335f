import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { onSignedOut, queryClient } from '@/api/query-client';
import { sessionQuery } from '@/api/session';
import { readHistorySearch } from '@/features/entries/history/sides';
import { readListSearch } from '@/features/entries/list/search';
import { readActivitySearch } from '@/features/settings/activity/search';
import { LoadFailure } from './load-failure';
import { NotFound } from './not-found';
import { Shell } from './shell';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: LoadFailure });

type Search = Record<string, unknown>;

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Search): { to?: string } => ({ to: text(search.to) || undefined }),
  component: lazyRouteComponent(() => import('@/features/auth/login-page')),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search: Search) => ({ token: text(search.token) }),
  component: lazyRouteComponent(() => import('@/features/auth/setup-page')),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  validateSearch: (search: Search) => ({ token: text(search.token) }),
  component: lazyRouteComponent(() => import('@/features/auth/reset-page')),
});

/** Everything that needs somebody to be signed in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session.user) throw redirect({ to: '/login', search: { to: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/home/home-page')),
});

const list = createRoute({
  getParentRoute: () => shell,
  path: '/content/$model',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('@/features/entries/list/list-page')),
});

const entry = createRoute({
  getParentRoute: () => shell,
  path: '/content/$model/$id',
  validateSearch: (search: Search): { locale?: string } => ({ locale: text(search.locale) || undefined }),
  component: lazyRouteComponent(() => import('@/features/entries/editor/editor-page')),
});

const history = createRoute({
  getParentRoute: () => shell,
  path: '/content/$model/$id/history',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('@/features/entries/history/history-page')),
});

const media = createRoute({
  getParentRoute: () => shell,
  path: '/media',
  validateSearch: (search: Search): { q?: string; type?: string; asset?: string } => ({
    q: text(search.q) || undefined,
    type: text(search.type) || undefined,
    asset: text(search.asset) || undefined,
  }),
  component: lazyRouteComponent(() => import('@/features/media/media-page')),
});

const trash = createRoute({
  getParentRoute: () => shell,
  path: '/trash',
  component: lazyRouteComponent(() => import('@/features/trash/trash-page')),
});

const models = createRoute({
  getParentRoute: () => shell,
  path: '/models',
  component: lazyRouteComponent(() => import('@/features/models/models-page')),
});

const model = createRoute({
  getParentRoute: () => shell,
  path: '/models/$id',
  component: lazyRouteComponent(() => import('@/features/models/model-page')),
});

const playground = createRoute({
  getParentRoute: () => shell,
  path: '/playground',
  validateSearch: (search: Search): { query?: string } => ({ query: text(search.query) || undefined }),
  component: lazyRouteComponent(() => import('@/features/playground/playground-page')),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/settings/settings-page')),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/space' });
  },
});

const settingsSections = [
  createRoute({
    getParentRoute: () => settings,
    path: '/space',
    component: lazyRouteComponent(() => import('@/features/settings/space/space-section')),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/people',
    component: lazyRouteComponent(() => import('@/features/settings/people/people-section')),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/keys',
    component: lazyRouteComponent(() => import('@/features/settings/keys/keys-section')),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('@/features/settings/webhooks/webhooks-section')),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/webhooks/$id',
    component: lazyRouteComponent(() => import('@/features/settings/webhooks/webhook-section')),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/activity',
    validateSearch: readActivitySearch,
    component: lazyRouteComponent(() => import('@/features/settings/activity/activity-section')),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/jobs',
    component: lazyRouteComponent(() => import('@/features/settings/jobs/jobs-section')),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/profile',
    component: lazyRouteComponent(() => import('@/features/settings/profile/profile-section')),
  }),
] as const;

const routeTree = root.addChildren([
  login,
  setup,
  reset,
  shell.addChildren([
    home,
    list,
    entry,
    history,
    media,
    trash,
    models,
    model,
    playground,
    settings.addChildren([settingsHome, ...settingsSections]),
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: '/admin',
  defaultPreload: 'intent',
  defaultPreloadDelay: 40,
  defaultErrorComponent: LoadFailure,
});

/** The pages for people who are not signed in; there, a refusal is about what was entered. */
const openPages: string[] = [login.to, setup.to, reset.to];

async function leaveIfSignedOut() {
  const { pathname, href } = router.state.location;
  if (openPages.includes(pathname)) return;
  // a wrong password in the profile is a refusal, too, and no end of the session
  const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
  if (!session.user) await router.navigate({ to: '/login', search: { to: href } });
}

onSignedOut(() => void leaveIfSignedOut());

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
