import type { PublicCommandName } from '../domain/incident/commands.ts';

/** What each command does, in the words of the document and of `muster --help`. */
export const COMMAND_SUMMARIES: Readonly<Record<PublicCommandName, string>> = {
  propose: 'Proposes it as a major incident; the manager on duty decides',
  accept: 'Declares it a major incident',
  reject: 'Decides that a candidate is not a major incident',
  demote: 'Makes a major incident an ordinary one again',
  acknowledge: 'Says that somebody has it; stops the paging',
  'pass-on': 'Says that somebody who was paged cannot take it; whoever is next is paged at once',
  'ask-for-help': 'Pages somebody to help; whoever has the incident keeps it',
  investigate: 'Says that somebody works on it',
  identify: 'Says what the cause is',
  'assign-role': 'Gives a role to a person, or hands it over',
  'change-severity': 'Changes the severity, or the impact and urgency it follows from',
  'post-update': 'Tells the stakeholders where it stands',
  'add-note': 'Adds a note to the timeline',
  mitigate: 'Says that the service is back, by workaround or by fix; recovery is watched',
  resolve: 'Says that it is over',
  reopen: 'Says that it is not over after all; people are engaged again',
  close: 'Closes a resolved incident',
  merge:
    'Makes it a child of another incident, which becomes major where this one is; of a major incident or a candidate it takes a manager',
  separate:
    'Makes it an incident of its own again: takes it out of the outage of which it is a part, or takes its merge back',
  'link-change': 'Says which change caused it',
  'unlink-change': 'Says that a change did not cause it after all',
  'complete-review': 'Publishes the review',
  'correct-stamp': 'Corrects a time stamp; the first one stays on the timeline',
};
