/**
 * Where messages end that nobody could process, and what is lost for as long as they are there: what the alarm of each queue says, and
 * what `muster doctor` says where one is not empty.
 */
export const GIVEN_UP = {
  pages: 'a person was not paged by one of their contact methods.',
  signals: 'an alert was accepted and never became an incident; nobody is paged for it.',
  mail: 'a mail was received and never became an alert; nobody is paged for it.',
  commits:
    'a change of an incident is in its timeline, but lists, stakeholders and waiting processes were not told of it.',
  communications:
    'stakeholders were not told what is going on, mail that came back counts as read, nobody looked whether a source is silent, or what a crash left undone stays undone; the message says of which queue it is.',
  comparisons: 'if changes were lost from the table, or made anew, nobody has noticed.',
  checkpoints: 'changes stand in no checkpoint; if they are lost from the table, nobody notices.',
} as const satisfies Readonly<Record<string, string>>;

export type GivenUp = keyof typeof GIVEN_UP;

/** What hurts most first. */
export const ALL_GIVEN_UP = Object.keys(GIVEN_UP) as readonly GivenUp[];
