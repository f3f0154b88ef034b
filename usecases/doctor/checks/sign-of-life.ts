import { type DoctorCheck, ok, warning } from '../check.ts';

const ELSEWHERE = 'a dead man’s switch that is somewhere else (healthchecks.io, another Muster)';

/** Whether somebody outside hears when Muster is silent: what is gone cannot say so itself. */
export const signOfLifeCheck: DoctorCheck = {
  name: 'sign-of-life',
  async examine({ account, hasSignOfLife }) {
    if (hasSignOfLife === undefined) return [];
    if (hasSignOfLife) return [ok('Somebody outside is told each minute that it is alive.')];
    return [
      account === undefined
        ? warning('When this process stops, nobody is told.', `Set MUSTER_PING_URL to ${ELSEWHERE}.`)
        : warning(
            'When this account or region fails as a whole, its alarms with it, nobody is told.',
            `Deploy with --context pingUrl=<address> of ${ELSEWHERE}.`,
          ),
    ];
  },
};
