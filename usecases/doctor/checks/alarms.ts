import { type DoctorCheck, failed, ok } from '../check.ts';

/** Whether anybody hears that Muster itself is unwell. */
export const alarmsCheck: DoctorCheck = {
  name: 'alarms',
  async examine({ account }) {
    if (account === undefined) return [];
    const listeners = await account.alarms.listeners();
    return listeners > 0
      ? [ok(`The alarms about Muster itself tell ${listeners} listener${listeners === 1 ? '' : 's'}.`)]
      : [
          failed(
            'Nobody hears the alarms about Muster itself: their topic has no confirmed subscription.',
            'Deploy with --context alarmEmails=<address>, and follow the link in the mail that AWS sends to it.',
          ),
        ];
  },
};
