import { join } from 'node:path';
import { runProgram } from './program.ts';

/** One call of a client package of PyPI; `call-client.py` makes it. */
export interface PythonCall {
  readonly url: string;
  readonly key: string;
  /** The class of opsgenie_sdk. */
  readonly api?: string;
  readonly method: string;
  readonly args: readonly unknown[];
  /** `{ model, fields }` for what opsgenie_sdk has a class for. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What to trust, beside what Python does. */
  readonly certificateFile?: string;
}

/**
 * @param python which has the package
 * @returns what the client answered
 * @throws Error with what it refused
 */
export const callPythonClient = async <T>(
  python: string,
  name: 'pagerduty' | 'opsgenie_sdk',
  call: PythonCall,
): Promise<T> => {
  const program = join(import.meta.dirname, 'call-client.py');
  const env = call.certificateFile === undefined ? undefined : { SSL_CERT_FILE: call.certificateFile };
  const printed = await runProgram(python, [program, name, JSON.stringify(call)], { env });
  const { error, answer } = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as { error?: string; answer: T };
  if (error !== undefined) throw new Error(`${name} ${call.method} refused: ${error}`);
  return answer;
};
