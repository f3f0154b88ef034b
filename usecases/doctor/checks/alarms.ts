import { type DoctorCheck, failed, ok, warning } from '../check.ts';

/** Whether anybody hears that Muster itself is unwell. */
export const alarmsCheck: DoctorCheck = {
  name: 'alarms',
  async examine({ account, hasSignOfLife }) {
    if (account !== undefined) {
      const listeners = await account.alarms.listeners();
      return listeners > 0
        ? [ok(`The alarms about Muster itself tell ${listeners} listener${listeners === 1 ? '' : 's'}.`)]
        : [
            failed(
              'Nobody hears the alarms about Muster itself: their topic has no confirmed subscription.',
              'Deploy with --context alarmEmails=<address>, and follow the link in the mail that AWS sends to it.',
            ),
          ];
    }
    if (hasSignOfLife === undefined) return [];
    return hasSignOfLife
      ? [ok('Somebody outside is told each minute that this process is ready.')]
      : [
          warning(
            'When this process stops, nobody is told.',
            'Set MUSTER_PING_URL to a dead man’s switch that is somewhere else (healthchecks.io, another Muster).',
          ),
        ];
  },
};
