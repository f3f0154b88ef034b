import type { IncidentCommand } from './commands.ts';
import { alertsOfCondition } from './conditions-held.ts';
import { standingFor } from './group-of-alerts.ts';
import type { IncidentState } from './state.ts';

/** The alerts that a decision about this command asks the state about: it must hold what is known of them (`recall`). */
export const alertsAsked = (command: IncidentCommand, state: IncidentState): string[] => {
  switch (command.type) {
    case 'attach-alerts':
      return [
        ...command.alerts.flatMap((alert) => alertsOfCondition(state, alert)),
        ...(command.group ? standingFor(state, command.group.key) : []),
      ];
    case 'acknowledge':
      return command.alerts ?? [];
    case 'page-news':
      return state.acknowledgement?.news?.alerts.map(({ alertId }) => alertId) ?? [];
    case 'suppress-alerts':
    case 'lift-suppression':
    case 'recover-alerts':
    case 'take-back':
      return command.alerts.map(({ alertId }) => alertId);
    case 'release-child':
      return [...command.alertIds];
    case 'release-group':
      return standingFor(state, command.group);
    case 'adopt-child':
      return [
        ...command.alerts.map(({ alertId }) => alertId),
        ...Object.keys(command.groups ?? {}).flatMap((key) => standingFor(state, key)),
      ];
    default:
      return [];
  }
};

/** The groups that such a decision asks about: the state must hold what is known of them first (`recallGroups`). */
export const groupsAsked = (command: IncidentCommand): string[] => {
  switch (command.type) {
    case 'attach-alerts':
      return command.group ? [command.group.key] : [];
    case 'recover-alerts':
      return command.groupOver === undefined ? [] : [command.groupOver];
    case 'note-hidden':
    case 'release-group':
      return [command.group];
    case 'adopt-child':
      return Object.keys(command.groups ?? {});
    default:
      return [];
  }
};
