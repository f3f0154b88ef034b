import type { Condition } from '../../domain/condition/condition.ts';
import { noSuch } from '../../domain/configuration/closest-name.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';
import { incidentStatus, majorStatus } from '../../domain/incident/state.ts';
import { impact, urgency } from '../../domain/severity/severity.ts';
import { alertSeverity } from '../../domain/signal/signal.ts';

type Values = ReadonlyMap<string, readonly string[]>;

const SEVERITIES = ['1', '2', '3', '4', '5'];
const TRUTHS = ['true', 'false'];

const listOf = (wanted: Condition['is']): readonly (string | number | boolean)[] =>
  wanted === undefined ? [] : Array.isArray(wanted) ? wanted : [wanted];

/** Values that the fact never has: the condition would never hold, or always. */
const valueProblems = (conditions: readonly Condition[], known: Values, path: string): ConfigurationProblem[] =>
  conditions.flatMap((condition, i) => {
    const values = known.get(condition.fact);
    if (!values) return [];
    return (['is', 'not'] as const).flatMap((test) =>
      listOf(condition[test]).flatMap((wanted) => {
        const value = String(wanted).toLowerCase();
        const fits = value.endsWith('*')
          ? values.some((one) => one.toLowerCase().startsWith(value.slice(0, -1)))
          : values.some((one) => one.toLowerCase() === value);
        if (fits) return [];
        const reason = noSuch(`${condition.fact} "${wanted}"`, String(wanted), values);
        return [{ path: `${path}.${i}.${test}`, reason }];
      }),
    );
  });

/** Conditions that ask for what cannot be: a service, a status, a severity that there is not. */
export const conditionProblems = (c: Configuration): ConfigurationProblem[] => {
  const ids = c.services.map(({ id }) => id);
  const integrations = c.integrations.map(({ id }) => id);
  // A message may call a service as it likes; what suppresses asks for where that was routed to.
  const signal: Values = new Map([
    ['severity', alertSeverity.options],
    ['integration', integrations],
  ]);
  const routed: Values = new Map([...signal, ['service', ids]]);
  const incident: Values = new Map([
    ['severity', SEVERITIES],
    ['impact', impact.options],
    ['urgency', urgency.options],
    ['service.id', ids],
    ['service.tier', SEVERITIES.slice(0, 4)],
    ['production', TRUTHS],
    ['origin', ['alert', 'person']],
    ['status', incidentStatus.options],
    ['major', majorStatus.options],
  ]);
  return [
    ...c.routing.flatMap(({ when }, i) => valueProblems(when, signal, `routing.${i}.when`)),
    ...c.maintenanceWindows.flatMap(({ when }, i) => valueProblems(when, routed, `maintenanceWindows.${i}.when`)),
    ...c.triggerRules.flatMap(({ when }, i) => valueProblems(when, incident, `triggerRules.${i}.when`)),
    ...c.communicationPlans.flatMap(({ when }, i) => valueProblems(when, incident, `communicationPlans.${i}.when`)),
  ];
};
