import { lazy, Suspense, useEffect, useState } from 'react';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { PanelLeft } from 'lucide-react';
import { cn } from '@/lib/cn';
import { useHotkeys } from '@/lib/hotkeys';
import { useNarrow } from '@/lib/narrow';
import { setPrefs, toggleTheme, usePrefs } from '@/lib/prefs';
import { IconButton } from '@/ui/icon-button';
import { openOverlay, useOverlay } from './overlays';
import { places } from './places';
import { Sidebar } from './sidebar';

const Palette = lazy(() => import('./palette'));
const Shortcuts = lazy(() => import('./shortcuts'));

function useShellHotkeys(toggleSidebar: () => void) {
  const navigate = useNavigate();
  useHotkeys([
    { keys: 'mod+k', label: 'Search or jump to', group: 'Anywhere', inField: true, run: () => openOverlay('palette') },
    { keys: '?', label: 'All shortcuts', group: 'Anywhere', run: () => openOverlay('shortcuts') },
    { keys: 'mod+.', label: 'Show or hide the sidebar', group: 'Anywhere', inField: true, run: toggleSidebar },
    { keys: 'mod+shift+l', label: 'Switch the theme', group: 'Anywhere', inField: true, run: toggleTheme },
    ...places.map((place) => ({
      keys: place.keys,
      label: place.label,
      group: 'Go to',
      run: () => void navigate({ to: place.to }),
    })),
  ]);
}

/** After each navigation focus moves to the page's title, so that a screen reader starts there. */
function useFocusTitle(path: string) {
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    document.getElementById('page-title')?.focus({ preventScroll: true });
  }, [path]);
}

function Overlays() {
  const overlay = useOverlay();
  const close = () => openOverlay(null);
  return (
    <Suspense fallback={null}>
      {overlay === 'palette' && <Palette onClose={close} />}
      {overlay === 'shortcuts' && <Shortcuts onClose={close} />}
    </Suspense>
  );
}

export function Shell() {
  const prefs = usePrefs();
  const narrow = useNarrow();
  const path = useRouterState({ select: (state) => state.location.pathname });
  // the path for which the drawer of a narrow window was opened: going elsewhere closes it
  const [drawerAt, setDrawerAt] = useState<string | null>(null);
  const drawer = drawerAt === path;
  const shown = narrow ? drawer : prefs.sidebar;
  const toggle = () => (narrow ? setDrawerAt(drawer ? null : path) : setPrefs({ sidebar: !prefs.sidebar }));
  useShellHotkeys(toggle);
  useFocusTitle(path);
  return (
    <>
      <a href="#main" className="skip-link text-sm font-medium">
        Skip to content
      </a>
      <div className="flex h-full">
        {shown && (
          <div className={narrow ? 'fixed inset-y-0 left-0 z-30 bg-canvas shadow-3' : 'contents'}>
            <Sidebar onHide={toggle} />
          </div>
        )}
        {narrow && drawer && (
          <button aria-label="Close the menu" className="fixed inset-0 z-20 bg-black/30" onClick={toggle} />
        )}
        <main
          id="main"
          className={cn(
            'relative min-w-0 flex-1 overflow-hidden bg-surface',
            shown && !narrow ? 'my-2 mr-2 rounded-lg border border-line shadow-1' : '[&_header:first-of-type]:pl-12',
          )}
        >
          {!shown && (
            <div className="absolute top-2 left-2 z-20">
              <IconButton label="Show the sidebar" keys="mod+." onClick={toggle}>
                <PanelLeft />
              </IconButton>
            </div>
          )}
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Overlays />
    </>
  );
}
