import type { Command } from 'commander';
import { ApiClient } from './api-client.ts';
import type { ConnectionOptions } from './connection.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets: where Muster is, and how to answer. */
export interface Invocation {
  readonly terminal: Terminal;
  readonly connection: ConnectionOptions;
  readonly client: ApiClient;
  /** Prints the API's JSON with `--json`, else what people read. */
  readonly answer: (json: unknown, text: () => string) => void;
}

/** Reads the options that every command has. */
export const invocationOf = (terminal: Terminal, command: Command): Invocation => {
  const { json, ...connection } = command.optsWithGlobals<ConnectionOptions & { json?: boolean }>();
  return {
    terminal,
    connection,
    // Made when asked for: some commands need no server.
    get client() {
      return new ApiClient(terminal, connection);
    },
    answer: (value, text) => terminal.write(json ? `${JSON.stringify(value, null, 2)}\n` : text()),
  };
};
