import { styleText } from 'node:util';
import type { Happening, Observer } from '../ports/ports.ts';

type Style = Parameters<typeof styleText>[0];

const STYLE: Readonly<Record<string, Style>> = {
  IncidentOpened: 'yellow',
  CandidateProposed: 'magenta',
  CandidateEscalated: 'magenta',
  MajorIncidentDeclared: 'red',
  IncidentRelapsed: 'red',
  PagingExhausted: 'red',
  'page-sent': 'cyan',
  PageAcknowledged: 'green',
  IncidentMitigated: 'green',
  IncidentResolved: 'green',
  IncidentClosed: 'green',
  failure: 'red',
};

/** Happenings that only repeat what another line says in better words. */
const QUIET = new Set(['StakeholdersTold', 'PagingStarted', 'ResponseOrganised']);

/** Tells what happens as it happens: in plain words for people, or one JSON object a line for programs. */
export const createNarrator = (options: {
  json: boolean;
  write: (line: string) => void;
  now: () => number;
}): Observer => {
  const { write } = options;
  const line = (kind: string, at: string, incident: string | undefined, sentence: string): void => {
    // The number stands in front of every line already.
    const text = incident && sentence.startsWith(`${incident} `) ? sentence.slice(incident.length + 1) : sentence;
    const time = new Date(at).toLocaleTimeString('en-GB');
    const style = STYLE[kind];
    const said = style ? styleText(style, text, { stream: process.stdout }) : text;
    write(`${time}  ${(incident ?? '').padEnd(13)}  ${said}`);
  };
  const report = (happening: Happening): void => {
    if (options.json) write(JSON.stringify(happening));
    else if (!QUIET.has(happening.kind)) line(happening.kind, happening.at, happening.incident, happening.text);
  };
  return {
    happened: report,
    failed: (what, error, details) =>
      report({
        kind: 'failure',
        text: `Failed: ${what}: ${error instanceof Error ? error.message : String(error)}`,
        at: new Date(options.now()).toISOString(),
        details,
      }),
  };
};
