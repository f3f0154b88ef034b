/**
 * Calls a client package of npm once, in a process of its own, for such clients read their environment and trust when they are
 * loaded: `node call-client.ts <folder> <package> <call as JSON>`. Prints what the client answered, as JSON.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Answer = { readonly error?: unknown; readonly answer?: unknown };
type Client = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const [folder = '', name = '', call = '{}'] = process.argv.slice(2);
const required: unknown = createRequire(join(folder, 'package.json'))(name);
const { path, configure, args } = JSON.parse(call) as { path: string[]; configure?: unknown; args: unknown[] };

/** pdjs answers a promise of a response whose `data` is the body. */
const promised = async (method: string): Promise<Answer> => {
  const response = (await (required as Client)[method]?.(...args)) as { status: number; data: unknown };
  return { answer: { status: response.status, body: response.data } };
};

/** opsgenie-sdk calls back with an error or the body. */
const calledBack = (resource: string, method: string): Promise<Answer> =>
  new Promise((resolve) => {
    const sdk = required as { configure(options: unknown): void } & Readonly<Record<string, Client>>;
    sdk.configure(configure);
    sdk[resource]?.[method]?.(...args, (error: unknown, answer: unknown) => resolve(error ? { error } : { answer }));
  });

const [first = '', second] = path;
const result = second === undefined ? await promised(first) : await calledBack(first, second);
process.stdout.write(`\n${JSON.stringify(result)}\n`);
