const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 };

const PART = /(\d+(?:\.\d+)?) ?(min|[smhd])/g;
const WHOLE = /^(?:\d+(?:\.\d+)? ?(?:min|[smhd]) ?)+$/;

/** The seconds of `90s`, `30m`, `30 min`, `1h30m`, `2d`, as people write them; undefined for what is no duration. */
export const secondsOf = (text: string): number | undefined => {
  const written = text.trim().toLowerCase();
  if (!WHOLE.test(written)) return undefined;
  let seconds = 0;
  for (const [, amount = '', unit = ''] of written.matchAll(PART)) seconds += Number(amount) * (UNITS[unit] ?? 0);
  return seconds;
};

/** `5400` → `1h30m`; what is not whole seconds is rounded. */
export const durationText = (seconds: number): string => {
  let rest = Math.round(Math.abs(seconds));
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm', 's']) {
    const of = UNITS[unit] ?? 1;
    if (rest >= of) parts.push(`${Math.floor(rest / of)}${unit}`);
    rest %= of;
  }
  return parts.length === 0 ? '0s' : `${seconds < 0 ? '-' : ''}${parts.join('')}`;
};
