import { readAnyMail } from '../adapters/mime/read-mail.ts';
import type { Principal } from '../domain/access/principal.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import {
  type ConfigurationTest,
  type MessageOutcome,
  type TestStep,
  testInstant,
} from '../domain/configuration/configuration-test.ts';
import { lookupIn, personName } from '../domain/configuration/lookup.ts';
import { type Delivery, wasHandedOver } from '../domain/delivery/delivery.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import type { PublicCommand } from '../domain/incident/commands.ts';
import { secondsOf } from '../domain/instant/duration.ts';
import { type EpochMs, toMs } from '../domain/instant/instant.ts';
import { withoutKeys } from '../domain/mail/mail-message.ts';
import { acceptEvents } from '../intake/aws/accept-events.ts';
import { type Ingested, ingest } from '../intake/message/ingest.ts';
import { sourceById } from '../sources/index.ts';
import { commandIncident } from '../usecases/incident/command-incident.ts';
import { keepShifts } from '../usecases/on-call/keep-shifts.ts';
import { Installation } from './installation.ts';
import { judgeExpectation, type Seen, type Sent, type Unmet } from './judge-expectation.ts';

/** What became of one test: nothing unmet, and it has passed. */
export interface TestResult {
  readonly test: string;
  /** With paths within the test: `next.0.expect.severity`. */
  readonly unmet: readonly Unmet[];
}

type Acceptance = Ingested['acceptances'][number];

/** What is told to stakeholders at once is gathered for a moment, to be one message. */
const LOOKED_AT_AFTER_SECONDS = 5;

/** Of a payload of many alerts, what matters most. */
const BY_WEIGHT: readonly MessageOutcome[] = [
  'opened',
  'joined',
  'acknowledged',
  'recovered',
  'repeated',
  'held-back',
  'ignored',
];

/** One test while it is lived. */
class Trial {
  readonly #installation: Installation;
  readonly #configuration: Configuration;
  readonly #begun: EpochMs;
  readonly #seenDeliveries = new Set<string>();
  readonly #seenPages = new Set<string>();
  #seenMessages = 0;
  /** When the step that was lived last was to be. */
  #turn: EpochMs;
  #incidentId: string | undefined;

  constructor(configuration: Configuration, begun: EpochMs) {
    this.#configuration = configuration;
    this.#begun = begun;
    this.#turn = begun;
    this.#installation = new Installation({}, { configuration, startMs: begun });
  }

  end(): void {
    this.#installation.end();
  }

  /** Who is on call is known before anything comes. */
  begin(): Promise<unknown> {
    return keepShifts(this.#installation.ports, this.#configuration);
  }

  async step(step: TestStep): Promise<readonly Unmet[]> {
    const installation = this.#installation;
    this.#turn += (secondsOf(step.after ?? '0s') ?? 0) * 1000;
    await installation.passes(Math.max(0, this.#turn - installation.clock.now()) / 1000);
    const refused = step.do === undefined ? undefined : await this.#asks(step);
    const outcome = step.to === undefined ? undefined : await this.#receives(step);
    await installation.settles();
    await installation.passes(LOOKED_AT_AFTER_SECONDS);
    const seen = this.#sees(outcome);
    if (refused !== undefined) return [{ path: 'do', expected: `${step.by} may ${step.do}`, actual: refused }];
    return step.expect === undefined
      ? []
      : judgeExpectation(step.expect, seen).map((unmet) => ({ ...unmet, path: `expect.${unmet.path}` }));
  }

  async #receives({ headers = {}, payload, to = '' }: TestStep): Promise<MessageOutcome> {
    const { ports } = this.#installation;
    const before = new Set(this.#installation.incidents().map(({ incidentId }) => incidentId));
    const integration = lookupIn(this.#configuration).integration(to);
    if (!integration) throw new Error(`there is no integration ${to}`);
    const source = sourceById(integration.source);
    const isMail = source?.byMail && typeof payload === 'string';
    const ingested =
      integration.source === 'aws-events'
        ? await acceptEvents(ports, to, [payload])
        : await ingest(ports, [
            {
              integration,
              source,
              sourceName: integration.source,
              body: isMail ? withoutKeys(await readAnyMail(Buffer.from(payload))) : payload,
              headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text])),
              receivedAt: this.#installation.clock.now(),
            },
          ]);
    await this.#installation.settles();
    const outcomes = await Promise.all(ingested.acceptances.map((one) => this.#outcomeOf(one, before)));
    // An incident that a batch opened in its second half has the alerts of its first.
    this.#incidentId =
      ingested.acceptances.find(({ incidentId }) => incidentId !== undefined)?.incidentId ?? this.#incidentId;
    if (outcomes.length === 0) return ingested.quarantined > 0 ? 'quarantined' : 'ignored';
    return BY_WEIGHT.find((outcome) => outcomes.includes(outcome)) ?? 'ignored';
  }

  async #outcomeOf({ alertId, incidentId, outcome }: Acceptance, before: ReadonlySet<string>): Promise<MessageOutcome> {
    const alert = await this.#installation.ports.stores.alerts.get(alertId);
    if (alert?.suppressedBy !== undefined && alert.status !== 'resolved') return 'held-back';
    switch (outcome) {
      case 'opened':
        return incidentId !== undefined && before.has(incidentId) ? 'joined' : 'opened';
      case 'resolved':
        return 'recovered';
      case 'acknowledged':
      case 'repeated':
        return outcome;
      default:
        return 'ignored';
    }
  }

  /** @returns why it was refused, where it was */
  async #asks({ by = '', do: type, with: body }: TestStep): Promise<string | undefined> {
    const lookup = lookupIn(this.#configuration);
    // Who may do what is a matter of tokens, which a test has none of.
    const principal: Principal = { id: by, name: personName(lookup, by), role: 'manager', personId: by };
    if (this.#incidentId === undefined) return 'there is no incident yet';
    try {
      await commandIncident(this.#installation.ports, principal, this.#incidentId, { type, ...body } as PublicCommand);
      return undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.message;
    }
  }

  #sees(outcome: MessageOutcome | undefined): Seen {
    const { ports, sent } = this.#installation;
    const messages = sent.slice(this.#seenMessages);
    this.#seenMessages = sent.length;
    const left = [...ports.stores.held.deliveries.values()]
      .filter((row) => wasHandedOver(row) && row.handedOverAt !== undefined && !this.#seenDeliveries.has(keyOf(row)))
      .toSorted((a, b) => ((a.handedOverAt ?? '') < (b.handedOverAt ?? '') ? -1 : 1));
    for (const row of left) this.#seenDeliveries.add(keyOf(row));
    const pageOf = ({ incidentId, job }: Delivery): string => `${incidentId} ${'pageId' in job ? job.pageId : ''}`;
    const pagedBefore = new Set(this.#seenPages);
    for (const row of left) if (row.kind === 'page') this.#seenPages.add(pageOf(row));
    const of = (kind: Delivery['kind']): Sent[] =>
      left
        .filter((row) => row.kind === kind)
        .map((row) => ({
          who: row.recipient.replace(/^topic:/, ''),
          channel: row.channel,
          afterSeconds: (toMs(row.handedOverAt ?? row.intendedAt) - this.#begun) / 1000,
          about:
            'purpose' in row.job ? row.job.purpose : 'occasion' in row.job ? String(row.job.occasion) : row.subject,
          goesOn: row.kind === 'page' && pagedBefore.has(pageOf(row)),
          texts: messages
            .filter(({ address, channel }) => channel === row.channel && address === row.address)
            .map(({ subject, text }) => (text.includes(subject) ? text : `${subject}\n${text}`)),
        }));
    const incidents = this.#installation.incidents();
    const incident = incidents.find(({ incidentId }) => incidentId === this.#incidentId);
    return {
      ...(outcome === undefined ? {} : { outcome }),
      ...(incident === undefined ? {} : { incident }),
      incidents: incidents.length,
      paged: of('page'),
      told: of('communication'),
    };
  }
}

const keyOf = ({ deliveryId, incidentId }: Delivery): string => `${incidentId} ${deliveryId}`;

/**
 * Lives a test through the real rules on a turned clock: what is sent is read, routed, decided upon and told as it would be, and
 * nothing leaves. Each test begins with nothing open.
 */
export const runConfigurationTest = async (
  configuration: Configuration,
  { at, next, timeZone = configuration.organisation.timeZone, test, ...first }: ConfigurationTest,
): Promise<TestResult> => {
  const trial = new Trial(configuration, testInstant(at, timeZone) ?? 0);
  try {
    await trial.begin();
    const unmet = [...(await trial.step(first))];
    for (const [i, step] of next.entries()) {
      unmet.push(...(await trial.step(step)).map((one) => ({ ...one, path: `next.${i}.${one.path}` })));
    }
    return { test, unmet };
  } finally {
    trial.end();
  }
};
