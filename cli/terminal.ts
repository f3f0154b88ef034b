import { styleText } from 'node:util';

/** Everything outside the CLI, so that tests can stand in for it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Standard input to its end: where secrets come from, for arguments are seen by everybody. */
  readonly readInput: () => string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Output goes to a person's terminal that shows colour. */
  readonly colour: boolean;
  readonly timeZone: string;
  /** How wide a person's terminal is; absent where nobody looks. */
  readonly columns?: number;
  /** Shows an address to whoever sits there; absent where there is no browser. */
  readonly openBrowser?: (address: string) => void;
  /** The clock; the machine's unless said otherwise. */
  readonly now?: () => number;
}

export const nowOf = ({ now = Date.now }: Pick<Terminal, 'now'>): number => now();

/** 0 done; 1 refused, or a check that failed; 2 not understood. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;

/** Ends a command with a message for people and an exit code. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: number;
  /** What to do next. */
  readonly advice: string | undefined;
  /** The API's, for programs. */
  readonly code: string | undefined;

  constructor(message: string, advice?: string, exitCode: number = EXIT.refused, code?: string) {
    super(message);
    this.advice = advice;
    this.exitCode = exitCode;
    this.code = code;
  }
}

type Style = Parameters<typeof styleText>[0];

/** Colours a text, on terminals that want it. */
export const paint = (terminal: Pick<Terminal, 'colour'>, style: Style, text: string): string =>
  terminal.colour ? styleText(style, text, { validateStream: false }) : text;
