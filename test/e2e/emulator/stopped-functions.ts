import { type Emulator, emulatorRegion } from './emulator.ts';

/** Lets no function of a stack run any more, as docs/restore.md says; their names begin with that of the stack. */
export const stopFunctions = async (emulator: Emulator, stack: string): Promise<void> => {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${emulatorRegion}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  let marker = '';
  let stopped = 0;
  do {
    const page = await call<{ Functions: { FunctionName: string }[]; NextMarker?: string }>(
      'GET',
      `/2015-03-31/functions/?MaxItems=50${marker}`,
    );
    for (const { FunctionName } of page.Functions) {
      if (!FunctionName.startsWith(`${stack}-`)) continue;
      await call('PUT', `/2017-10-31/functions/${FunctionName}/concurrency`, { ReservedConcurrentExecutions: 0 });
      stopped += 1;
    }
    marker = page.NextMarker ? `&Marker=${encodeURIComponent(page.NextMarker)}` : '';
  } while (marker !== '');
  if (stopped === 0) throw new Error(`The stack ${stack} has no function.`);
};
