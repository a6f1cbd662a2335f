/** How well `query` matches `text` as a subsequence; word starts and runs count more, and -1 is no match. */
export function score(text: string, query: string): number {
  const haystack = text.toLowerCase();
  let total = 0;
  let last = -1;
  let run = 0;
  for (const letter of query.toLowerCase().replace(/\s+/g, '')) {
    const at = haystack.indexOf(letter, last + 1);
    if (at < 0) return -1;
    run = at === last + 1 ? run + 1 : 0;
    const startsWord = at === 0 || /[\s-]/.test(haystack.charAt(at - 1));
    total += 1 + run * 2 + (startsWord ? 4 : 0) - Math.min(3, (at - last) * 0.1);
    last = at;
  }
  return total - haystack.length * 0.01;
}
