/** Milliseconds in the two units that say most: `40 s`, `12 min`, `1 h 5 min`, `2 d 3 h`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return inTwo(minutes, 60, ['h', 'min']);
  return inTwo(Math.round(minutes / 60), 24, ['d', 'h']);
}

/** Epoch milliseconds as day and minute, UTC: `2026-11-23 12:40`. */
export function momentText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** Epoch milliseconds as hour and minute, UTC: `12:40`. */
export function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

function inTwo(count: number, size: number, [large, small]: readonly [string, string]): string {
  const rest = count % size;
  return `${Math.floor(count / size)} ${large}${rest > 0 ? ` ${rest} ${small}` : ''}`;
}
