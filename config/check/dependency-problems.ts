import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';

/** Services that depend on themselves, directly or round about: each circle once, where it closes. */
export const dependencyProblems = ({ services }: Configuration): ConfigurationProblem[] => {
  const byId = new Map(services.map((service, i) => [service.id, { ...service, i }]));
  const problems: ConfigurationProblem[] = [];
  const done = new Set<string>();
  const follow = (id: string, way: readonly string[]): void => {
    const service = byId.get(id);
    if (!service || done.has(id)) return;
    const here = [...way, id];
    service.dependsOn.forEach((next, j) => {
      const from = here.indexOf(next);
      if (from < 0) follow(next, here);
      else
        problems.push({
          path: `services.${service.i}.dependsOn.${j}`,
          reason: `a service cannot depend on itself: ${[...here.slice(from), next].join(' → ')}`,
        });
    });
    done.add(id);
  };
  for (const { id } of services) follow(id, []);
  return problems;
};
