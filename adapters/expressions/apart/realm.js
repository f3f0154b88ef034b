/**
 * What runs in the realm of expressions. It is loaded as text, so that its objects have that realm's prototypes: JSONata, a count of
 * steps, and a look at what every object inherits.
 */
(load) => {
  const MOST_STEPS = 100000;
  const LONGEST_TEXT = 8 * 1024 * 1024;
  const MOST_EXPRESSIONS = 500;
  const ENTRY = Symbol.for('jsonata.__evaluate_entry');
  const BUDGET = '\u0000budget';
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  // As a browser has them: JSONata looks for these, and Node's would be objects of the other realm.
  globalThis.window = Object.freeze(
    Object.assign(Object.create(null), {
      btoa: (text) => {
        let made = '';
        for (let i = 0; i < text.length; i += 3) {
          const [a, b, c] = [0, 1, 2].map((n) => text.charCodeAt(i + n) & 255);
          const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
          const left = text.length - i;
          made +=
            ALPHABET[bits >> 18] +
            ALPHABET[(bits >> 12) & 63] +
            (left > 1 ? ALPHABET[(bits >> 6) & 63] : '=') +
            (left > 2 ? ALPHABET[bits & 63] : '=');
        }
        return made;
      },
      atob: (text) => {
        let made = '';
        let bits = 0;
        let held = 0;
        for (const sign of text) {
          const value = ALPHABET.indexOf(sign === '-' ? '+' : sign === '_' ? '/' : sign);
          if (value < 0) continue;
          bits = ((bits << 6) | value) & 0xffffff;
          held += 6;
          if (held >= 8) {
            held -= 8;
            made += String.fromCharCode((bits >> held) & 255);
          }
        }
        return made;
      },
    }),
  );
  const module = { exports: {} };
  load(module, module.exports);
  const jsonata = module.exports;
  const compiled = new Map();

  const spend = (_node, _input, environment) => {
    const budget = environment.lookup(BUDGET);
    if (budget === undefined) return;
    budget.steps += 1;
    if (budget.steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
  };
  const refused = () => {
    throw new Error('$eval makes code of text, and is not served');
  };

  const expressionOf = (text) => {
    const known = compiled.get(text);
    if (known) return known;
    const expression = jsonata(text);
    expression.assign(ENTRY, spend);
    expression.assign('eval', refused);
    if (compiled.size >= MOST_EXPRESSIONS) compiled.clear();
    compiled.set(text, expression);
    return expression;
  };

  // What was sent has no prototype: nothing is found in it but what stands there.
  const bare = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
    for (const name of Object.keys(value)) bare(value[name]);
    return value;
  };

  // What every object inherits: an expression that has changed it has changed it for those after it.
  const INHERITED = [Object, Array, Function, String, Number, Boolean, Promise, RegExp, Map, Set, Symbol, Date, Error]
    .map(({ prototype }) => prototype)
    .concat([JSON, Math, Reflect, Object, Array, Function, String, Number, Promise, Date]);
  const { ownKeys, getOwnPropertyDescriptor } = Reflect;
  const { is } = Object;
  const AS_IT_WAS = INHERITED.map((one) => {
    const names = ownKeys(one);
    const described = names.map((name) => ({ name, ...getOwnPropertyDescriptor(one, name) }));
    return {
      one,
      count: names.length,
      values: described.filter(({ get, set }) => get === undefined && set === undefined),
      accessors: described.filter(({ get, set }) => get !== undefined || set !== undefined),
    };
  });
  const isSpoiled = () => {
    for (const { one, count, values, accessors } of AS_IT_WAS) {
      if (ownKeys(one).length !== count) return true;
      for (const { name, value } of values) if (!is(one[name], value)) return true;
      for (const { name, get, set } of accessors) {
        const now = getOwnPropertyDescriptor(one, name);
        if (now === undefined || now.get !== get || now.set !== set) return true;
      }
    }
    return false;
  };

  const { parse, stringify } = JSON;
  let prepared;
  globalThis.prepare = () => {
    const { expression, input, at, iso } = parse(globalThis.asked);
    prepared = { text: expression, body: bare(parse(input)), at, iso };
  };
  const answerTo = async ({ text, body, at, iso }) => {
    const answer = {};
    try {
      const expression = expressionOf(text);
      const bindings = { now: () => iso, millis: () => at };
      bindings[BUDGET] = { steps: 0 };
      const made = stringify(await expression.evaluate(body, bindings));
      if (made !== undefined && made.length > LONGEST_TEXT) throw new Error('it makes too much');
      answer.made = made;
    } catch (error) {
      const message = typeof error === 'object' && error !== null ? error.message : error;
      answer.failed = typeof message === 'string' ? message : 'it threw something';
    }
    answer.spoiled = isSpoiled();
    globalThis.answer = stringify(answer);
  };
  globalThis.evaluate = () => {
    void answerTo(prepared);
    prepared = undefined;
  };
};
