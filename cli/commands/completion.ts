import { Argument, Command } from 'commander';
import type { Terminal } from '../terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** What may follow a command: its sub-commands and options, by the words that lead to it. */
export const wordsAfter = (command: Command, path = ''): [path: string, words: readonly string[]][] => {
  const subs = command.commands.filter((sub) => sub.name() !== 'help');
  const options = command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => (long ? [long] : []));
  return [
    [path, [...subs.map((sub) => sub.name()), ...options, '--help']],
    ...subs.flatMap((sub) => wordsAfter(sub, `${path} ${sub.name()}`.trim())),
  ];
};

const cases = (all: readonly (readonly [string, readonly string[]])[]): string =>
  all.map(([path, words]) => `    '${path}') words='${words.join(' ')}' ;;`).join('\n');

/** Bash and zsh (through bashcompinit) share it: the words so far that are no options lead to a command. */
const forBash = (all: readonly (readonly [string, readonly string[]])[]): string => `_muster() {
  local word path='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in -*) continue ;; esac
    case " ${all.map(([path]) => path.replaceAll(' ', '/')).join(' ')} " in
      *" \${path:+$path/}$word "*) path="\${path:+$path/}$word" ;;
    esac
  done
  case "\${path//\\// }" in
${cases(all)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _muster muster
`;

const forFish = (all: readonly (readonly [string, readonly string[]])[]): string =>
  all
    .map(([path, words]) => {
      const names = path.split(' ').filter((name) => name !== '');
      const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`);
      const condition = seen.length === 0 ? '__fish_use_subcommand' : seen.join('; and ');
      return `complete -c muster -f -n '${condition}' -a '${words.join(' ')}'\n`;
    })
    .join('');

const scriptFor = (shell: Shell, program: Command): string => {
  const all = wordsAfter(program);
  if (shell === 'fish') return forFish(all);
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${forBash(all)}` : forBash(all);
};

const rootOf = (command: Command): Command => (command.parent ? rootOf(command.parent) : command);

/** `muster completion bash`: what a shell reads to complete commands and options. */
export const completionCommand = (terminal: Terminal): Command =>
  new Command('completion')
    .description('prints what completes commands and options in your shell: eval "$(muster completion bash)"')
    .addArgument(new Argument('<shell>', 'fish: muster completion fish | source').choices(SHELLS))
    .action((shell: Shell, _: unknown, command: Command) => terminal.write(scriptFor(shell, rootOf(command))));
