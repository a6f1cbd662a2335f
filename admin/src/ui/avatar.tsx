/** A hue of a name: the same everywhere, different enough between people. */
function hueOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)!) % 3600;
  return hash / 10;
}

function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();
}

export function Avatar({ name, size = 20 }: { name: string; size?: number }) {
  const hue = hueOf(name);
  return (
    <span
      aria-hidden
      className="grid shrink-0 place-items-center rounded-full font-semibold select-none"
      style={{
        width: size,
        height: size,
        fontSize: size * 0.42,
        background: `oklch(0.87 0.075 ${hue})`,
        color: `oklch(0.33 0.085 ${hue})`,
      }}
    >
      {initialsOf(name)}
    </span>
  );
}
