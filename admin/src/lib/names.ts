const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu;
const SHARP_S = /[ßẞ]/gu;

/**
 * A slug of a text: small letters and digits of any script, Latin and Greek ones without accents, with single hyphens
 * between words. The server makes the same of what it gets without a slug; slugs.json holds both to it.
 */
export function slugify(text: string): string {
  const letters = text
    .normalize('NFKD')
    .replace(/['’\p{Cf}]/gu, '')
    .replace(ACCENTS, '$1')
    .replace(SHARP_S, 'ss')
    .replaceAll('ı', 'i')
    .replace(/[^\p{L}\p{M}\p{Nd}]+\p{M}*/gu, '-')
    .replace(/^[-\p{M}]+/u, '');
  const small = Array.from(letters, (letter) => letter.toLowerCase());
  return small.slice(0, 80).join('').normalize('NFC').replace(/-+$/, '');
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
