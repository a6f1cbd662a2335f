import { useSyncExternalStore } from 'react';
import { localKeep, readKept, writeKept } from './storage';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'cosy' | 'roomy';

/** What one person prefers on one device. */
export type Prefs = {
  theme: Theme;
  density: Density;
  sidebar: boolean;
  inspector: boolean;
  singleKeys: boolean;
  mediaView: 'grid' | 'list';
  /** Shown columns by model, where they differ from the default. */
  columns: Record<string, string[]>;
};

const KEY = 'galley.prefs';
const DEFAULTS: Prefs = {
  theme: 'system',
  density: 'cosy',
  sidebar: true,
  inspector: true,
  singleKeys: true,
  mediaView: 'grid',
  columns: {},
};

let current: Prefs = { ...DEFAULTS, ...readKept<Partial<Prefs>>(localKeep(), KEY, {}) };
const listeners = new Set<() => void>();
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark right now. */
export function isDark(): boolean {
  return current.theme === 'dark' || (current.theme === 'system' && systemDark.matches);
}

function applyTheme(): void {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  listeners.forEach((listener) => listener());
}

systemDark.addEventListener('change', applyTheme);
applyTheme();

export function setPrefs(change: Partial<Prefs>): void {
  current = { ...current, ...change };
  writeKept(localKeep(), KEY, current);
  applyTheme();
}

export function getPrefs(): Prefs {
  return current;
}

export function toggleTheme(): void {
  setPrefs({ theme: isDark() ? 'light' : 'dark' });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePrefs(): Prefs {
  return useSyncExternalStore(subscribe, getPrefs);
}

export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
