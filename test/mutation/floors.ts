/** How much of each file's mutants the tests of its room notice at least, of 100, by the path of the file. */
export type Floors = Readonly<Record<string, number>>;

/** What was taken back: a floor only rises, and goes only with its file. */
export const loweredFloors = (before: Floors, now: Floors, files: ReadonlySet<string>): string[] =>
  Object.entries(before).flatMap(([file, floor]) => {
    const stands = now[file];
    if (stands === undefined) return files.has(file) ? [`the floor of ${file}, ${floor} %, is gone`] : [];
    return stands < floor ? [`the floor of ${file} fell from ${floor} % to ${stands} %`] : [];
  });

/** The floors of the files that there are, raised to what was reached. Whole numbers: a line more fails no later change. */
export const raised = (
  floors: Floors,
  reached: readonly { readonly file: string; readonly score: number }[],
  files: ReadonlySet<string>,
): Floors => {
  const next = new Map(Object.entries(floors).filter(([file]) => files.has(file)));
  for (const { file, score } of reached) next.set(file, Math.max(next.get(file) ?? 0, Math.floor(score)));
  return Object.fromEntries([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
};
