import type { CheckName } from '../../readiness/readiness.ts';
import { type DoctorCheck, failed, ok } from '../check.ts';

const MENDS: Readonly<Record<CheckName, string>> = {
  store:
    'Look at the log for why it cannot be written: a full disk, a table that is throttled, a key that is disabled.',
  reconciler: 'Look at the log of the reconciler for why it does not end.',
  pages: 'Look at what sends pages: its log, its concurrency, the age of its queue.',
  providers: 'See which provider is down ("GET /healthz"), and give people contacts of another one meanwhile.',
  clock: 'Let the clock of the machine be kept by NTP.',
};

/** What `/readyz` asks. */
export const readinessCheck: DoctorCheck = {
  name: 'readiness',
  async examine({ readiness }) {
    const { checks } = await readiness();
    const wrong = checks.filter((check) => !check.ok);
    if (wrong.length === 0) return [ok(`Alerts can be entrusted to it: ${checks.map(({ name }) => name).join(', ')}.`)];
    return wrong.map(({ name, detail }) => failed(`The check "${name}": ${detail}.`, MENDS[name]));
  },
};
