import { type Iso, toIso } from '../../domain/instant/instant.ts';
import type { DoctorCheck, DoctorCheckName, Examined, Finding, Verdict } from './check.ts';
import { alarmsCheck } from './checks/alarms.ts';
import { contactsCheck } from './checks/contacts.ts';
import { deadLettersCheck } from './checks/dead-letters.ts';
import { limitsCheck } from './checks/limits.ts';
import { linksCheck } from './checks/links.ts';
import { mailCheck } from './checks/mail.ts';
import { readinessCheck } from './checks/readiness.ts';
import { signOfLifeCheck } from './checks/sign-of-life.ts';
import { textMessagesCheck } from './checks/text-messages.ts';

/** In the order in which they are shown: what hurts most first. */
export const CHECKS: readonly DoctorCheck[] = [
  readinessCheck,
  deadLettersCheck,
  contactsCheck,
  mailCheck,
  textMessagesCheck,
  alarmsCheck,
  signOfLifeCheck,
  limitsCheck,
  linksCheck,
];

export interface Examination {
  /** The worst that was found; what could not be asked is no worse than a warning. */
  readonly verdict: Exclude<Verdict, 'unknown'>;
  readonly at: Iso;
  readonly findings: readonly (Finding & { readonly check: DoctorCheckName })[];
}

/** Whoever asks waits for it, and an API answers within half a minute. */
const WITHIN_MS = 10_000;

const UNASKED =
  'Look at the log for more. On AWS the function that serves the API must be allowed to ask: deploy the stack of this version.';

/** An account answers so many questions a second, whoever asks. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const TOO_OFTEN = /throttl|toomany|slowdown|limitexceeded|requestlimit/i;

/** One check fails alone: the others are of use. */
const findingsOf = async (check: DoctorCheck, examined: Examined): Promise<readonly Finding[]> => {
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    cancel = examined.ports.timer(WITHIN_MS, () => reject(new Error(`no answer within ${WITHIN_MS / 1000} s`)));
  });
  try {
    return await Promise.race([check.examine(examined), late]);
  } catch (error) {
    examined.ports.observer.failed(`the doctor's check of ${check.name}`, error);
    const { message, name } = error as Error;
    const detail = `Could not be asked: ${name === 'Error' ? message : `${name}, ${message}`}`.slice(0, 300);
    const mend = TOO_OFTEN.test(name) ? 'Ask again in a minute: the account was asked too often just now.' : UNASKED;
    return [{ verdict: 'unknown', detail, mend }];
  } finally {
    cancel();
  }
};

/** Examines a running deployment: what was found of each thing that pages depend on, each with its mend. Changes nothing. */
export const examine = async (examined: Examined, checks = CHECKS): Promise<Examination> => {
  const found = await Promise.all(checks.map((check) => findingsOf(check, examined)));
  const findings = checks.flatMap(({ name }, at) => (found[at] ?? []).map((finding) => ({ check: name, ...finding })));
  const has = (verdict: Verdict): boolean => findings.some((finding) => finding.verdict === verdict);
  const verdict = has('failed') ? 'failed' : has('warning') || has('unknown') ? 'warning' : 'ok';
  return { verdict, at: toIso(examined.ports.clock.now()), findings };
};
