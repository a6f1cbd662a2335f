/** "Good morning, Ada" by the hour of the day. */
export function greeting(name: string, hour: number): string {
  const time = hour < 5 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
  const first = name.split(/\s+/)[0] ?? '';
  return first ? `Good ${time}, ${first}` : `Good ${time}`;
}
