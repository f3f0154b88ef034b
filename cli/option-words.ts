import type { Argument, Command, Option } from 'commander';

/** What stands in place of the value, without brackets, and what it is for; no full stop. */
type Words = readonly [placeholder: string, help: string];

const REASON_KEPT: Words = ['words', 'why; it stays on the timeline'];
const DESCRIPTION_TECHNICAL: Words = ['words', 'what is known; technical readers see it'];

const OPENING: Readonly<Record<string, Words>> = {
  '--title': ['words', 'what is wrong, in a line'],
  '--description': DESCRIPTION_TECHNICAL,
  '--service': ['service', 'the service, by id, name or alias'],
  '--environment': ['name', 'where; your first production environment unless said otherwise'],
  '--affected-users': ['number', 'how many people, estimated'],
  '--impact-started-at': ['time', 'since when people notice it: 15:10, -40m, or with a zone'],
  '--category': ['words', 'as your service desk files it'],
  '--subcategory': ['words', 'as your service desk files it'],
  '--reporter': ['words', 'who noticed it; you unless said otherwise'],
};

/** By command and option or argument, `incident open --title`; of `* --impact`, for whichever command has it. */
const WORDS: Readonly<Record<string, Words>> = {
  ...Object.fromEntries(
    ['open', 'declare'].flatMap((name) =>
      Object.entries(OPENING).map(([flag, words]) => [`incident ${name} ${flag}`, words] as const),
    ),
  ),
  '* <incident>': ['incident', 'number (1, 0001, INC-2026-0001) or id'],
  '* --impact': [
    'impact',
    "how far it reaches; from the service's tier, minor outside production, unless said otherwise",
  ],
  '* --urgency': ['urgency', 'how soon it must end; from the alerts, high without any, unless said otherwise'],
  '* --business-impact': ['words', 'what people cannot do; business reads it word for word'],
  'incident change-severity --severity': ['SEV1…SEV5', 'the level itself: SEV1 (critical) to SEV5 (preventive)'],
  'incident propose --reason': ['words', 'why it may be major; managers read it'],
  'incident accept --reason': ['words', 'why it is major; technical readers only'],
  'incident close --reason': REASON_KEPT,
  'incident merge --reason': REASON_KEPT,
  'incident link-change --reason': REASON_KEPT,
  'incident unlink-change --reason': REASON_KEPT,
  'incident acknowledge --person': ['person', 'who has it; you unless said otherwise'],
  'incident acknowledge --paging-id': [
    'id',
    'one paging, as `incident show --json` names it; what is open unless said otherwise',
  ],
  'incident acknowledge --page-id': [
    'id',
    'one page, as `incident show --json` names it; what is open unless said otherwise',
  ],
  'incident identify --description': ['words', 'the cause; technical readers only'],
  'incident mitigate --by': ['kind', 'workaround: usable again, the fix is to come · fix: repaired'],
  'incident mitigate --description': ['words', 'what was done; technical readers only'],
  'incident assign-role --role': [
    'role',
    'incident-commander, communications-lead, technical-lead, scribe or one of yours',
  ],
  'incident assign-role --person': ['person', 'who gets it, by id'],
  'incident post-update --message': ['words', 'what people read, word for word'],
  'incident post-update --audiences': [
    'audience',
    'who reads it; every audience that has a plan unless said otherwise',
  ],
  'incident post-update --next-update-in-minutes': [
    'duration',
    'when you promise the next one: 30m, 15:10, or minutes; the promise of other audiences stands',
  ],
  'incident add-note --text': ['words', 'for the timeline; nobody is told'],
  'incident resolve --summary': ['words', 'how it ended; technical readers only'],
  'incident complete-review --summary': ['words', 'what was learned, in a paragraph'],
  'incident unlink-change --change-id': ['id', 'the change, as `link-change` took it'],
  'incident correct-stamp --stamp': ['stamp', 'which time'],
  'incident correct-stamp --at': ['time', 'the right time: 15:10, -40m, or with a zone'],
  'alert send --severity': ['severity', 'how bad the sender finds it'],
  'alert send --status': ['status', 'firing, acknowledged, or resolved to end it'],
  'alert send --description': ['words', 'what the sender adds; the person paged reads it'],
  'integration show <id>': ['id', 'the sender, as `integration list` prints it'],
  'integration rotate <id>': ['id', 'the sender, as `integration list` prints it'],
  'silence show <id>': ['id', 'as `silence list` prints it'],
  'silence change <id>': ['id', 'as `silence list` prints it'],
  'silence cancel <id>': ['id', 'as `silence list` prints it'],
  'maintenance show <id>': ['id', 'as `maintenance list` prints it'],
  'maintenance change <id>': ['id', 'as `maintenance list` prints it'],
  'maintenance cancel <id>': ['id', 'as `maintenance list` prints it'],
  'token create <id>': ['id', 'what it is for: lower-case letters, digits, hyphens'],
  'token rotate <id>': ['id', 'as `token list` prints it'],
  'token revoke <id>': ['id', 'as `token list` prints it'],
  'quarantine replay <id>': ['id', 'the request, as `quarantine list` prints it'],
  'projections rebuild <name>': ['name', 'as `projections list` prints it'],
};

const REQUIRED = ' (required)';

const wordOption = (option: Option, path: string): void => {
  const words = WORDS[`${path} ${option.long}`] ?? WORDS[`* ${option.long}`];
  if (words && option.required) {
    const [placeholder, help] = words;
    option.description = help;
    option.flags = `${option.short ? `${option.short}, ` : ''}${option.long} <${placeholder}${option.variadic ? '...' : ''}>`;
  }
  if (option.mandatory && !option.description.endsWith(REQUIRED)) option.description += REQUIRED;
};

const wordArgument = (argument: Argument, path: string): void => {
  const name = `<${argument.name()}>`;
  const words = WORDS[`${path} ${name}`] ?? WORDS[`* ${name}`];
  argument.description ||= words?.[1] ?? '';
};

/** Gives every option and argument, however deep, its words; a test walks that none is without. */
export const giveWords = (command: Command, path = ''): void => {
  for (const option of command.options) wordOption(option, path);
  for (const argument of command.registeredArguments) wordArgument(argument, path);
  for (const sub of command.commands) giveWords(sub, `${path} ${sub.name()}`.trim());
};
