/** A slug of a text: lower-case letters and digits of any script, with single hyphens between words. */
export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{Mn}’']/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
    .normalize('NFC');
}

/** An apiId of a name: "Cover image" gives coverImage. */
export function apiIdOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .match(/[A-Za-z0-9]+/g);
  const joined = (words ?? [])
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('');
  return joined.replace(/^[0-9]+/, '');
}

/** A usual English plural, as a suggestion. */
export function pluralOf(word: string): string {
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/i.test(word)) return `${word}es`;
  return word ? `${word}s` : '';
}

/** A name of an apiId: coverImage gives "Cover image". */
export function humanise(apiId: string): string {
  const words = apiId.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
