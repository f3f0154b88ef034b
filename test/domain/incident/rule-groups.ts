import { readdirSync } from 'node:fs';
import type { SomeRules } from '../../../domain/incident/decide/rules.ts';

const ROOM = new URL('../../../domain/incident/decide/', import.meta.url);

/** Every table of rules that a file of `decide/` exports, by its name: found, so that none can be forgotten. */
export const ruleGroups = async (): Promise<ReadonlyMap<string, SomeRules>> => {
  const groups = new Map<string, SomeRules>();
  for (const file of readdirSync(ROOM)) {
    const exported = (await import(new URL(file, ROOM).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (name.endsWith('Rules') && typeof value === 'object') groups.set(name, value as SomeRules);
    }
  }
  return groups;
};
