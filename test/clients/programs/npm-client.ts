import { join } from 'node:path';
import { runProgram } from './program.ts';

/** One call of a client package of npm; `call-client.ts` makes it. */
export interface ClientCall {
  /** `[method]` of a package that answers promises, `[resource, method]` of one that calls back. */
  readonly path: readonly string[];
  /** What the package is configured with first. */
  readonly configure?: unknown;
  readonly args: readonly unknown[];
}

/**
 * @param packages the folder with `node_modules` in which the package is
 * @returns what the client answered
 * @throws Error with what it refused, or with what it complained of when it crashed
 */
export const callNpmClient = async <T>(
  packages: string,
  name: string,
  call: ClientCall,
  env?: Readonly<Record<string, string>>,
): Promise<T> => {
  const program = join(import.meta.dirname, 'call-client.ts');
  const printed = await runProgram(process.execPath, [program, packages, name, JSON.stringify(call)], { env });
  // Clients print what they like; the last line is the answer.
  const { error, answer } = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as { error?: unknown; answer: T };
  if (error !== undefined) throw new Error(`${name} ${call.path.join('.')} refused: ${JSON.stringify(error)}`);
  return answer;
};
