import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';

/*
 * Where expressions run: a process that can be ended, and in it a realm of its own, which has JSONata and nothing else of the
 * process, and in which no text becomes code. Text comes in and text goes out, so that no object of ours is within reach.
 *
 * JavaScript, and not TypeScript: a process that has to load what takes types away begins 100 ms later, and it lies beside the
 * bundles of functions as it is.
 */

/** Whoever asks ends this process much earlier; this is for the case that nobody is there any more. */
const MOST_MS = 2_000;

const realm = createContext({}, { codeGeneration: { strings: false, wasm: false }, microtaskMode: 'afterEvaluate' });

const run = (filename, before = '', after = '') =>
  new Script(before + readFileSync(filename, 'utf8') + after, { filename }).runInContext(realm);

const loadJsonata = run(createRequire(import.meta.url).resolve('jsonata'), '(module, exports) => {', '\n}');
run(join(import.meta.dirname, 'realm.js'))(loadJsonata);
const preparation = new Script('prepare()');
const evaluation = new Script('evaluate()');

/** @param asked JSON @returns JSON */
const answerTo = (asked) => {
  realm.asked = asked;
  realm.answer = '{"failed":"it waits for something","spoiled":true}';
  try {
    preparation.runInContext(realm);
    // The time that an expression may take runs from here on, however long its input was.
    process.stdout.write('begun\n');
    evaluation.runInContext(realm, { timeout: MOST_MS });
  } catch (error) {
    return JSON.stringify({ failed: String(error?.message), spoiled: true });
  }
  return realm.answer;
};

let parts = [];
process.stdin.setEncoding('utf8');
process.stdin.on('data', (data) => {
  let from = 0;
  for (let end = data.indexOf('\n'); end >= 0; end = data.indexOf('\n', from)) {
    parts.push(data.slice(from, end));
    from = end + 1;
    process.stdout.write(`${answerTo(parts.join(''))}\n`);
    parts = [];
  }
  parts.push(data.slice(from));
});
process.stdout.write('ready\n');
