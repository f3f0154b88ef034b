import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';

interface Named {
  readonly path: string;
  readonly name: string;
}

/** Every entry whose name an earlier one has, whatever its capitals. */
const doubled = (entries: readonly Named[], reason: (name: string) => string): ConfigurationProblem[] => {
  const seen = new Map<string, string>();
  return entries.flatMap(({ name, path }) => {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) return [{ path, reason: reason(name), other }];
    seen.set(name.toLowerCase(), path);
    return [];
  });
};

const inList = (list: readonly string[], path: string, what: string): ConfigurationProblem[] =>
  doubled(
    list.map((name, i) => ({ name, path: `${path}.${i}` })),
    (name) => `${what} "${name}" is named twice`,
  );

/** Senders call a service by its id, its name or an alias: what two have would go to whichever comes first. */
const serviceNames = ({ services }: Configuration): ConfigurationProblem[] => {
  const entries = services.flatMap(({ id, name, aliases }, i): Named[] => {
    // An id that is used twice is told as such.
    if (services.findIndex((other) => other.id === id) < i) return [];
    const called = [
      { name: id, path: `services.${i}.id` },
      { name, path: `services.${i}.name` },
      ...aliases.map((alias, j) => ({ name: alias, path: `services.${i}.aliases.${j}` })),
    ];
    // What a service is called twice itself leads to it all the same.
    const first = new Map(called.toReversed().map((one) => [one.name.toLowerCase(), one]));
    return called.filter((one) => first.get(one.name.toLowerCase()) === one);
  });
  return doubled(entries, (name) => `another service is called "${name}" too; a name leads to one service`);
};

/** Names that stand where one of them is enough, or where one of two would be meant. */
export const doubledProblems = (c: Configuration): ConfigurationProblem[] => [
  ...serviceNames(c),
  ...c.services.flatMap(({ dependsOn }, i) => inList(dependsOn, `services.${i}.dependsOn`, 'the service')),
  ...c.teams.flatMap(({ members }, i) => inList(members, `teams.${i}.members`, 'the person')),
  ...c.escalationPolicies.flatMap(({ levels }, i) =>
    levels.flatMap(({ people }, j) => inList(people, `escalationPolicies.${i}.levels.${j}.people`, 'the person')),
  ),
  ...inList(c.catchAll.people, 'catchAll.people', 'the person'),
  ...c.people.flatMap(({ contacts }, i) =>
    doubled(
      contacts.map(({ channel, address }, j) => ({ name: `${channel} ${address}`, path: `people.${i}.contacts.${j}` })),
      () => 'this contact is there twice',
    ),
  ),
  ...doubled(
    c.stakeholders.map(({ audience, email }, i) => ({ name: `${audience} ${email}`, path: `stakeholders.${i}.email` })),
    () => 'another stakeholder of this audience has this address; they would get each message twice',
  ),
];
