import type { Space } from '@/api/me';
import { removedAt, replacedAt } from '@/lib/arrays';
import { same } from '@/lib/same';

export type Locale = Space['locales'][number];

/** The canonical form of a language tag ("pt-br" gives "pt-BR"), or null for what is none. */
export function canonicalCode(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text.trim())[0] ?? null;
  } catch {
    return null;
  }
}

/** The English name of a language, as a suggestion. */
export function nameOfCode(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? '';
  } catch {
    return '';
  }
}

/** What is wrong with the code of a locale to be added. */
export function codeProblem(all: Locale[], text: string): string | null {
  const code = canonicalCode(text);
  if (!code) return 'Write a language tag, like en or pt-BR.';
  return all.some((locale) => locale.code === code) ? `The space has the locale ${code} already.` : null;
}

/** Leaves a locale out; those that fell back to it fall back to what it fell back to. */
export function withoutLocale(all: Locale[], code: string): Locale[] {
  const at = all.findIndex((locale) => locale.code === code);
  const heir = all[at]?.fallback ?? null;
  return removedAt(all, at).map((locale) =>
    locale.fallback === code ? { ...locale, fallback: heir === locale.code ? null : heir } : locale,
  );
}

export function withFallback(all: Locale[], code: string, fallback: string | null): Locale[] {
  const at = all.findIndex((locale) => locale.code === code);
  return replacedAt(all, at, { ...all[at]!, fallback });
}

/** The locales that one can fall back to without going round in a circle. */
export function fallbackChoices(all: Locale[], code: string): Locale[] {
  const leadsHere = (from: Locale): boolean => {
    const seen = new Set<string>();
    for (let at: Locale | undefined = from; at && !seen.has(at.code); at = all.find((each) => each.code === at?.fallback)) {
      if (at.code === code) return true;
      seen.add(at.code);
    }
    return false;
  };
  return all.filter((locale) => !leadsHere(locale));
}

/** What saving would do that people should know first; nothing for a change without losses. */
export function consequences(before: Locale[], after: Locale[]): string[] {
  const gone = before.filter((locale) => !after.some((each) => each.code === locale.code));
  const said = gone.map(
    (locale) => `Values in ${locale.name} (${locale.code}) get out of reach, in the admin and in the API. They come back when you add the locale again.`,
  );
  const [first] = after;
  if (first && first.code !== before[0]?.code) {
    said.push(`${first.name} (${first.code}) becomes the default: titles are shown in it, and the API answers in it when no locale is asked for.`);
  }
  return said;
}

export function isChanged(before: Locale[], after: Locale[]): boolean {
  return !same(before, after);
}
