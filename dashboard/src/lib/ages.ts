const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest units at most: "42 s", "3 min 5 s", "2 h 4 min", "5 d". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return joinUnits(whole, MINUTE, 'min', 1, 's');
  if (whole < DAY) return joinUnits(whole, HOUR, 'h', MINUTE, 'min');
  return `${Math.floor(whole / DAY)} d`;
}

/** How long ago, in one unit. A clock behind the server's never yields a negative age. */
export function formatAge(since: string, now: number): string {
  const seconds = elapsedSeconds(since, now);
  if (seconds < 5) return 'just now';
  if (seconds < MINUTE) return `${Math.floor(seconds)} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return `${Math.floor(seconds / DAY)} d ago`;
}

/** Seconds from an ISO time to `now` (milliseconds since the epoch), never negative. */
export function elapsedSeconds(since: string, now: number): number {
  return Math.max(0, (now - Date.parse(since)) / 1000);
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

/** Time of day with seconds, in the reader's locale and zone. */
export function formatClock(at: string): string {
  return clock.format(new Date(at));
}

/** Date, time and zone, for tooltips and receipts. */
export function formatFull(at: string): string {
  return full.format(new Date(at));
}

function joinUnits(whole: number, big: number, bigWord: string, small: number, smallWord: string) {
  const rest = Math.floor((whole % big) / small);
  const head = `${Math.floor(whole / big)} ${bigWord}`;
  return rest === 0 ? head : `${head} ${rest} ${smallWord}`;
}
