import { FACT_NAMES, isFactOf } from '../condition/fact-names.ts';
import { toMs } from '../instant/instant.ts';
import { noSuch } from './closest-name.ts';
import type { ConfigurationFields } from './configuration.ts';
import type { ConfigurationProblem } from './parse-configuration.ts';

type Path = (string | number)[];

/** Every reference that leads nowhere, with what there is, and every id that is used twice, with both places. */
export const referenceProblems = (c: ConfigurationFields): ConfigurationProblem[] => {
  const problems: ConfigurationProblem[] = [];
  const complain = (path: Path, reason: string, other?: Path): void => {
    problems.push({ path: path.join('.'), reason, ...(other === undefined ? {} : { other: other.join('.') }) });
  };
  const idsOf = (list: readonly { id: string }[], kind: string): Set<string> => {
    const seen = new Map<string, number>();
    list.forEach(({ id }, i) => {
      const before = seen.get(id);
      if (before !== undefined) complain([kind, i, 'id'], `"${id}" is used twice in ${kind}`, [kind, before, 'id']);
      else seen.set(id, i);
    });
    return new Set(seen.keys());
  };
  const people = idsOf(c.people, 'people');
  const teams = idsOf(c.teams, 'teams');
  const services = idsOf(c.services, 'services');
  const policies = idsOf(c.escalationPolicies, 'escalationPolicies');
  const rotas = idsOf(c.rotas, 'rotas');
  const templates = idsOf(c.templates, 'templates');
  const integrations = idsOf(c.integrations, 'integrations');
  for (const kind of [
    'triggerRules',
    'routing',
    'heartbeats',
    'communicationPlans',
    'stakeholders',
    'roles',
    'maintenanceWindows',
    'accessTokens',
  ] as const) {
    idsOf(c[kind], kind);
  }
  const needs = (known: Set<string>, kind: string, value: string | undefined, ...path: Path): void => {
    if (value === undefined || known.has(value)) return;
    complain(path, noSuch(`${kind} "${value}"`, value, [...known]));
  };
  c.teams.forEach((t, i) => {
    t.members.forEach((p, j) => {
      needs(people, 'person', p, 'teams', i, 'members', j);
    });
  });
  c.escalationPolicies.forEach((policy, i) => {
    policy.levels.forEach((l, j) => {
      l.people.forEach((p, k) => {
        needs(people, 'person', p, 'escalationPolicies', i, 'levels', j, 'people', k);
      });
      l.rotas.forEach((r, k) => {
        needs(rotas, 'rota', r, 'escalationPolicies', i, 'levels', j, 'rotas', k);
      });
    });
  });
  c.rotas.forEach(({ layers }, i) => {
    layers.forEach((l, j) => {
      l.people.forEach((entry, k) => {
        const path = ['rotas', i, 'layers', j, 'people', k] as const;
        if (typeof entry === 'string') needs(people, 'person', entry, ...path);
        else for (const [n, p] of entry.entries()) needs(people, 'person', p, ...path, n);
      });
    });
  });
  c.catchAll.people.forEach((p, i) => {
    needs(people, 'person', p, 'catchAll', 'people', i);
  });
  c.services.forEach((s, i) => {
    needs(teams, 'team', s.team, 'services', i, 'team');
    needs(policies, 'escalation policy', s.escalationPolicy, 'services', i, 'escalationPolicy');
    s.dependsOn.forEach((d, j) => {
      needs(services, 'service', d, 'services', i, 'dependsOn', j);
    });
  });
  needs(policies, 'escalation policy', c.majorIncidentManagers, 'majorIncidentManagers');
  needs(policies, 'escalation policy', c.communicationsLeads, 'communicationsLeads');
  needs(services, 'service', c.unroutedService, 'unroutedService');
  c.routing.forEach((r, i) => {
    needs(services, 'service', r.service, 'routing', i, 'service');
  });
  const ownerOfHash = new Map<string, string>();
  c.integrations.forEach((n, i) => {
    needs(services, 'service', n.service, 'integrations', i, 'service');
    n.keyHashes?.forEach((hash, j) => {
      const owner = ownerOfHash.get(hash);
      if (owner !== undefined)
        complain(['integrations', i, 'keyHashes', j], `the integration "${owner}" has this key already`);
      ownerOfHash.set(hash, owner ?? n.id);
    });
    n.report?.services.forEach(({ service }, j) => {
      needs(services, 'service', service, 'integrations', i, 'report', 'services', j, 'service');
    });
    if ((n.source === 'report') !== (n.report !== undefined)) {
      complain(
        ['integrations', i, 'report'],
        'an integration of the source "report", and no other, says what may be reported',
      );
    }
  });
  c.heartbeats.forEach((h, i) => {
    needs(services, 'service', h.service, 'heartbeats', i, 'service');
    needs(integrations, 'integration', h.integration, 'heartbeats', i, 'integration');
  });
  c.communicationPlans.forEach((p, i) => {
    needs(templates, 'template', p.template, 'communicationPlans', i, 'template');
  });
  c.stakeholders.forEach((s, i) => {
    s.services.forEach((v, j) => {
      needs(services, 'service', v, 'stakeholders', i, 'services', j);
    });
  });
  c.accessTokens.forEach((t, i) => {
    needs(people, 'person', t.person, 'accessTokens', i, 'person');
  });
  c.roles.forEach((r, i) => {
    if (typeof r.fillFrom === 'object')
      needs(policies, 'escalation policy', r.fillFrom.policy, 'roles', i, 'fillFrom', 'policy');
  });
  const asks = (of: keyof typeof FACT_NAMES, conditions: readonly { fact: string }[], ...path: Path): void => {
    conditions.forEach(({ fact }, i) => {
      if (!isFactOf(of, fact)) {
        complain([...path, i, 'fact'], noSuch(`fact "${fact}" here`, fact, [...FACT_NAMES[of], 'labels.<name>']));
      }
    });
  };
  c.routing.forEach((r, i) => {
    asks('signal', r.when, 'routing', i, 'when');
  });
  c.triggerRules.forEach((r, i) => {
    asks('incident', r.when, 'triggerRules', i, 'when');
  });
  c.communicationPlans.forEach((p, i) => {
    asks('incident', p.when, 'communicationPlans', i, 'when');
  });
  c.maintenanceWindows.forEach((w, i) => {
    asks('signal', w.when, 'maintenanceWindows', i, 'when');
    if (toMs(w.to) <= toMs(w.from))
      complain(['maintenanceWindows', i, 'to'], 'a maintenance window ends after it begins');
  });
  return problems;
};
