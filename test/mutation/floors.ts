/** How much of each room's mutants its tests notice at least, of 100. */
export type Floors = Readonly<Record<string, number>>;

/** What was taken back: a floor only rises, and goes only with its room. */
export const loweredFloors = (before: Floors, now: Floors, rooms: ReadonlySet<string>): string[] =>
  Object.entries(before).flatMap(([room, floor]) => {
    const stands = now[room];
    if (stands === undefined) return rooms.has(room) ? [`the floor of ${room}, ${floor} %, is gone`] : [];
    return stands < floor ? [`the floor of ${room} fell from ${floor} % to ${stands} %`] : [];
  });

/** The floors, raised to what was reached; whole numbers, so that a line more does not fail the next change. */
export const raised = (
  floors: Floors,
  reached: readonly { readonly room: string; readonly score: number }[],
): Floors => {
  const next = new Map(Object.entries(floors));
  for (const { room, score } of reached) next.set(room, Math.max(next.get(room) ?? 0, Math.floor(score)));
  return Object.fromEntries([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
};
