/** As deep as formats go before free details begin, and so many objects of one message. */
const DEEPEST = 4;
const MOST_OBJECTS = 64;

export interface Watched {
  readonly object: object;
  readonly asked: Set<string>;
}

/** The object, noting in `seen` which names it and its members are asked for. Of a list, the first member stands for all. */
export const watched = <T extends object>(object: T, seen: Watched[], depth = 0): T => {
  const asked = new Set<string>();
  seen.push({ object, asked });
  return new Proxy(object, {
    // Whoever looks first whether it is there (`Object.hasOwn`) asks for it, too.
    getOwnPropertyDescriptor: (target, name) => {
      const found = Reflect.getOwnPropertyDescriptor(target, name);
      if (found === undefined && typeof name === 'string') asked.add(name);
      return found;
    },
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol') return value;
      asked.add(name);
      const isLook = typeof value === 'object' && value !== null && depth < DEEPEST && seen.length < MOST_OBJECTS;
      return isLook && !(Array.isArray(target) && name !== '0') ? watched(value, seen, depth + 1) : value;
    },
  });
};
