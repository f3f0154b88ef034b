import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import { rotaOf } from '../../domain/rota/rota.ts';

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 14;

/** Rotas that no level names page nobody: whoever wrote one expects otherwise. */
const unused = ({ escalationPolicies, rotas }: Configuration): ConfigurationProblem[] => {
  const used = new Set(escalationPolicies.flatMap(({ levels }) => levels.flatMap((level) => level.rotas)));
  return rotas.flatMap(({ id }, i) =>
    used.has(id)
      ? []
      : [{ path: `rotas.${i}`, reason: `"${id}" pages nobody: no level of an escalation policy names it in "rotas"` }],
  );
};

/** Zones of layers and rotas that leave a policy, which is to have somebody always, with nobody. */
const gaps = async (
  { escalationPolicies, organisation, rotas }: Configuration,
  now: EpochMs,
): Promise<ConfigurationProblem[]> => {
  const always = escalationPolicies.flatMap((policy, i) =>
    policy.always && policy.levels.every(({ people }) => people.length === 0) ? [{ policy, i }] : [],
  );
  if (always.length === 0) return [];
  const { shiftsBetween, uncovered } = await import('../../domain/rota/shifts.ts');
  const until = now + AHEAD_DAYS * DAY_MS;
  return always.flatMap(({ policy, i }) => {
    const named = new Set(policy.levels.flatMap((level) => level.rotas));
    const shifts = rotas
      .filter(({ id }) => named.has(id))
      .flatMap((rota) => shiftsBetween(rotaOf(rota, organisation.timeZone), now, until))
      .filter(({ shadow }) => !shadow)
      .sort((a, b) => a.from - b.from);
    const [first, ...more] = uncovered(shifts, now, until);
    if (!first) return [];
    const others = more.length === 0 ? '' : `, and ${more.length} more times in the next ${AHEAD_DAYS} days`;
    return [
      {
        path: `escalationPolicies.${i}.always`,
        reason: `nobody is on call from ${toIso(first.from)} to ${toIso(first.to)}${others}: cover that by a layer, or name people at a level`,
      },
    ];
  });
};

/** What is wrong with rotas that only their shifts tell. */
export const rotaProblems = async (configuration: Configuration, now: EpochMs): Promise<ConfigurationProblem[]> => [
  ...unused(configuration),
  ...(await gaps(configuration, now)),
];
