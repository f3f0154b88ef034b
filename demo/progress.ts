import { styleText } from 'node:util';

/** Where the story stands, for the display. */
export interface Standing {
  readonly number: string;
  readonly status: string;
  readonly major: string;
  readonly severity: string;
  readonly holder: string;
  readonly firing: number;
}

export interface Progress {
  /** A new part of the story. */
  readonly act: (text: string) => void;
  /** Something that somebody did or that Muster did by itself. */
  readonly say: (who: string, text: string) => void;
  readonly standing: (standing: Standing) => void;
  /** Leaves the terminal as it was found; what is printed afterwards stays. */
  readonly end: () => void;
}

const LAST_LINES = 12;
const REDRAW_MS = 200;
const BAR = 30;

const clockOf = (seconds: number): string => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return `${hours}:${String(minutes).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
};

const standingText = (s: Standing | undefined): string =>
  s === undefined
    ? 'all is calm'
    : `${s.number}  ${s.severity}  ${s.status}, major: ${s.major}  ${s.firing} firing  with ${s.holder}`;

/**
 * A compact live view on a terminal; plain lines elsewhere.
 *
 * @param elapsed seconds of the story so far
 * @param acts how many parts it has
 */
export const createProgress = (elapsed: () => number, acts: number): Progress => {
  const { stdout } = process;
  const live = stdout.isTTY === true;
  const lines: string[] = [];
  let current: Standing | undefined;
  let title = '';
  let begun = 0;
  let drawn = 0;

  const draw = (): void => {
    const width = Math.max(20, (stdout.columns ?? 100) - 1);
    const done = Math.round((BAR * begun) / acts);
    const view = [
      `${clockOf(elapsed())}  [${'█'.repeat(done)}${'·'.repeat(BAR - done)}] ${title}`,
      standingText(current),
      '',
      ...lines.slice(-LAST_LINES),
    ];
    stdout.write(
      `${drawn > 0 ? `\x1b[${drawn}A` : ''}${view.map((line) => `\x1b[2K${line.slice(0, width)}\n`).join('')}`,
    );
    drawn = view.length;
  };
  const timer = live ? setInterval(draw, REDRAW_MS) : undefined;

  const line = (text: string): void => {
    if (live) lines.push(text);
    else stdout.write(`${text}\n`);
  };
  return {
    act: (text) => {
      begun += 1;
      title = text;
      line(`${clockOf(elapsed())}  ${live ? '' : `[${begun}/${acts}] `}${styleText('bold', text, { stream: stdout })}`);
    },
    say: (who, text) => line(`${clockOf(elapsed())}    ${who.padEnd(12)} ${text}`),
    standing: (standing) => {
      const changed = standingText(standing) !== standingText(current);
      current = standing;
      if (changed && !live) line(`${clockOf(elapsed())}    ${'state'.padEnd(12)} ${standingText(standing)}`);
    },
    end: () => {
      if (!live) return;
      clearInterval(timer);
      draw();
    },
  };
};
