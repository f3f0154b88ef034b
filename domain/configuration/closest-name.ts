/** Edits from one word to the other: insertions, deletions, replacements, and neighbours that changed places. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] as number) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
};

const MOST_EDITS = 3;
const LONGEST = 64;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** What somebody who typed `given` most likely meant; undefined where nothing is near. */
export const closestName = (given: string, known: readonly string[]): string | undefined => {
  const typed = plain(given.slice(0, LONGEST));
  if (typed === '') return undefined;
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of known) {
    const word = plain(name);
    const within = Math.min(MOST_EDITS, Math.floor(Math.max(word.length, typed.length) * 0.4));
    // `prometheus` is no `alertmanager`, but `datadoghq` is `datadog`.
    const edits = word.startsWith(typed) || typed.startsWith(word) ? 0 : distance(typed, word);
    if (edits <= within && (best === undefined || edits < best.edits)) best = { name, edits };
  }
  return best?.name;
};

/** ` Did you mean "x"?`, or nothing. */
export const didYouMean = (given: string, known: readonly string[]): string => {
  const name = closestName(given, known);
  return name === undefined ? '' : ` Did you mean "${name}"?`;
};

const MOST_NAMED = 30;

/** `there is no team "x". Did you mean "y"? Known: y, z`; of many that are known as many as somebody reads. */
export const noSuch = (what: string, given: string, known: readonly string[]): string => {
  const rest = known.length - MOST_NAMED;
  const named = known.slice(0, MOST_NAMED).join(', ');
  const all = known.length === 0 ? 'There is none' : `Known: ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `there is no ${what}.${didYouMean(given, known)} ${all}`;
};
