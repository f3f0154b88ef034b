import { hash } from 'node:crypto';
import { networkOf } from '../../domain/access/client-address.ts';
import { isKnown } from '../../domain/alert/alert.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import { filledIn, isTrapped, report as reportSource } from '../../sources/report.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { BodyError, readMessage } from '../request/read-body.ts';
import type { Answer, ReceivedRequest } from '../request/received-request.ts';
import { acceptReport, alertOf } from './accept-report.ts';
import { answerPreflight, answerRefusal, answerThanks, answerTooMany, corsHeaders } from './answer-report.ts';

/** A form of a few fields. */
export const MAXIMUM_REPORT_BYTES = 8 * 1024;

/** Of a form that says nothing: what people type, and not what monitors send. */
const REPORTS_RATE = { perMinute: 60, burst: 100 } as const;

/** Told over the phone: no letters that look alike, nothing of a time or of a number of reports. */
const referenceOf = (ports: Ports, integration: Integration): string => {
  const digest = hash('sha256', `${integration.id} ${ports.ids.next()}`, 'hex');
  const digits = BigInt(`0x${digest}`).toString(32).toUpperCase().slice(0, 8);
  return `R-${digits.slice(0, 4)}-${digits.slice(4)}`;
};

type Form = Integration & { readonly report: NonNullable<Integration['report']> };

const formOf = async (ports: Ports, keys: IntegrationKeys, key: string | undefined): Promise<Form | undefined> => {
  const id = key === undefined ? undefined : await keys.identifyForm(key);
  const integration = id === undefined ? undefined : (await ports.inForce()).integration(id);
  return integration?.report === undefined ? undefined : { ...integration, report: integration.report };
};

const take = async (
  ports: Ports,
  form: Form,
  request: ReceivedRequest,
  cors: Record<string, string>,
): Promise<Answer> => {
  const { receivedAt } = request;
  const network = `reports of ${form.id} from ${networkOf(request.address ?? '')}`;
  if (ports.rates.take(network, 1, form.report.perAddress) === 0) {
    return answerTooMany(request, ports.rates.secondsUntilOne(network, form.report.perAddress), cors);
  }
  const body = readMessage(request, reportSource.otherInput, MAXIMUM_REPORT_BYTES);
  const reference = referenceOf(ports, form);
  if (isTrapped(body)) return answerThanks(request, cors, reference);
  const { contact, impact, since, what } = filledIn(body, form.report);
  const { signals } = reportSource.parse({ body, headers: {}, integration: form, receivedAt });
  const [signal] = signals;
  if (!signal) throw new NotUnderstoodError('The report is about nothing.');
  const rate = form.rateLimit ?? REPORTS_RATE;
  if (ports.rates.take(`reports of ${form.id}`, 1, rate) === 0) {
    // Of what nobody knows yet the first report is taken in, however many there are.
    if (isKnown(await alertOf(ports, signal))) {
      return answerTooMany(request, ports.rates.secondsUntilOne(`reports of ${form.id}`, rate), cors);
    }
  }
  const report = { reference, at: toIso(receivedAt), what, impact, since, contact };
  const person = contact?.toLowerCase() ?? reference;
  const written = signal.writtenBy && { ...signal, writtenBy: { ...signal.writtenBy, person } };
  await acceptReport(ports, { form: form.report, signal: written ?? signal, report, person, address: request.address });
  return answerThanks(request, cors, reference);
};

/**
 * `POST /in/report/{key}`: a report of a person, as JSON or as a form. The key is public: it may report and nothing else,
 * and nothing that is answered tells what became of it.
 *
 * @returns an answer always; it never rejects
 */
export const receiveReport = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  key: string | undefined,
): Promise<Answer> => {
  let cors: Record<string, string> = {};
  try {
    const form = await formOf(ports, keys, key);
    if (!form)
      return answerRefusal(
        request,
        'unauthenticated',
        'This form is not connected. Please tell whoever runs this page.',
      );
    const allowed = corsHeaders(request, form.report.allowedOrigins);
    if (!allowed)
      return answerRefusal(request, 'not-permitted', 'This page may not send reports here.', { vary: 'origin' });
    cors = allowed;
    const method = request.method.toUpperCase();
    if (method === 'OPTIONS') return answerPreflight(cors);
    if (method !== 'POST') {
      return answerRefusal(request, 'method-not-allowed', 'Reports are sent with POST.', {
        ...cors,
        allow: 'POST, OPTIONS',
      });
    }
    return await take(ports, form, request, cors);
  } catch (error) {
    if (error instanceof NotUnderstoodError) return answerRefusal(request, 'invalid-request', error.message, cors);
    if (error instanceof BodyError) {
      const isLarge = error.code === 'body-too-large';
      const detail = isLarge ? 'The report is too long; please say it in fewer words.' : 'Send a form or JSON.';
      return answerRefusal(request, error.code, detail, cors);
    }
    ports.observer.failed('receiving a report', error);
    return answerRefusal(request, 'not-accepted', 'Your report could not be kept. Please send it again.', {
      ...cors,
      'retry-after': '5',
    });
  }
};
