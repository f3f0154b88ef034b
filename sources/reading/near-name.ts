/** Shorter names are near to each other by chance. */
const SHORTEST = 4;

/** One letter more, less, another, or two in the wrong order. */
const differsByOne = (a: string, b: string): boolean => {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const [x, y] = [a.slice(same), b.slice(same)];
  return (
    x.slice(1) === y.slice(1) ||
    x.slice(1) === y ||
    x === y.slice(1) ||
    (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2))
  );
};

/** Without what names are spelled with in one product and without in another: `dedupKey`, `dedup_key`. */
const plain = (name: string): string => name.toLowerCase().replace(/[_-]/g, '');

/** Which of these was meant by a name that is none of them. */
export const nearName = (name: string, known: Iterable<string>): string | undefined => {
  const meant = plain(name);
  if (meant.length < SHORTEST || meant.length > 64) return undefined;
  for (const one of known) if (plain(one).length >= SHORTEST && differsByOne(meant, plain(one))) return one;
  return undefined;
};
