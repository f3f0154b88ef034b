import type { AccessRole } from '../../domain/configuration/access-token.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import type { ShownIncident } from '../../projections/incident.ts';
import { eventually } from './eventually.ts';
import type { Pager, ReceivedPage } from './pager.ts';
import type { HttpResponse, ReceivedMail, Target } from './target.ts';

export interface Alert {
  readonly service: string;
  readonly title: string;
  readonly severity?: 'critical' | 'error' | 'warning';
  readonly status?: 'firing' | 'resolved';
}

/** What the scenarios say to a running Muster and hear from it. */
export class Conversation {
  readonly target: Target;
  readonly pager: Pager;

  constructor(target: Target, pager: Pager) {
    this.target = target;
    this.pager = pager;
  }

  /** A notification of Alertmanager with these alerts. */
  async alertmanager(...alerts: readonly Alert[]): Promise<HttpResponse> {
    const body = {
      version: '4',
      status: 'firing',
      groupKey: '{}:{}',
      externalURL: 'http://alertmanager.e2e.example',
      alerts: alerts.map(({ service, title, severity = 'error', status = 'firing' }) => ({
        status,
        fingerprint: Buffer.from(`${service} ${title}`).toString('hex').slice(0, 48),
        labels: { alertname: title, severity, service, environment: 'production' },
        annotations: { summary: title },
        startsAt: new Date(Date.now() - 2000).toISOString(),
        endsAt: status === 'resolved' ? new Date().toISOString() : '0001-01-01T00:00:00Z',
      })),
    };
    return this.target.http({
      method: 'POST',
      path: '/in/alertmanager',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await this.target.integrationKey('prometheus')}`,
      },
      body: JSON.stringify(body),
    });
  }

  /** An event of PagerDuty's Events API v2. */
  async pagerDuty(action: 'trigger' | 'acknowledge' | 'resolve', key: string, summary: string): Promise<HttpResponse> {
    return this.target.http({
      method: 'POST',
      path: '/v2/enqueue',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        routing_key: await this.target.integrationKey('monitor'),
        event_action: action,
        dedup_key: key,
        payload: { summary, source: 'e2e', severity: 'error' },
      }),
    });
  }

  async get<T>(path: string, role: AccessRole = 'viewer'): Promise<T> {
    const { status, body } = await this.#ask('GET', path, role);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${body}`);
    return JSON.parse(body) as T;
  }

  /** Asks for a command, and answers how that was answered. */
  async ask(incidentId: string, command: string, body: object, role: AccessRole): Promise<HttpResponse> {
    return this.#ask('POST', `/v1/incidents/${incidentId}/${command}`, role, body);
  }

  /** Gives a command that is carried out. */
  async tell(incidentId: string, command: string, body: object, role: AccessRole = 'manager'): Promise<ShownIncident> {
    const answer = await this.ask(incidentId, command, body, role);
    if (answer.status !== 200) throw new Error(`${command} was answered ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body) as ShownIncident;
  }

  /** The newest incident of a service, as soon as it is listed. */
  async incidentOf(service: string): Promise<ShownIncident> {
    const id = await eventually(`an incident of ${service}`, async () => {
      const { items } = await this.get<{ items: { incidentId: string }[] }>(`/v1/incidents?service=${service}`);
      return items[0]?.incidentId;
    });
    return this.get<ShownIncident>(`/v1/incidents/${id}`);
  }

  /** The incident as soon as it is as described. */
  async until(incidentId: string, what: string, holds: (state: ShownIncident) => boolean, withinMs?: number) {
    return eventually(
      `${incidentId}: ${what}`,
      async (seen) => {
        const state = await this.get<ShownIncident>(`/v1/incidents/${incidentId}`);
        const { status, major, seq, candidate, pagings, review } = state;
        seen({ status, major, seq, candidate, review, pagings: pagings });
        return holds(state) ? state : undefined;
      },
      withinMs,
    );
  }

  /** The first page of this person about this incident. */
  async page(incidentId: string, person: string, withinMs?: number): Promise<ReceivedPage> {
    return eventually(
      `a page to ${person} about ${incidentId}`,
      (seen) => {
        const pages = this.pager.pages(incidentId);
        seen(pages.map((page) => `${page.person} (${page.purpose})`));
        return pages.find((page) => page.person === person);
      },
      withinMs,
    );
  }

  /**
   * The message to a stakeholder about this incident: the mail itself, or, where nobody can look, that it was handed over.
   */
  async mailAbout(state: ShownIncident, to: string, occasion: string): Promise<ReceivedMail> {
    return eventually(`a mail to ${to}: ${occasion} of ${state.number}`, async (seen) => {
      const mail = await this.target.mail();
      const subject = `${state.number} ${occasion}`;
      if (mail === undefined) {
        const { items } = await this.get<{ items: { subject: string; status: string }[] }>(
          `/v1/incidents/${state.incidentId}/deliveries`,
        );
        seen(items);
        const sent = items.some((item) => item.subject.startsWith(occasion) && item.status === 'handed-over');
        return sent ? { to, subject, text: '' } : undefined;
      }
      seen(mail.map((message) => `${message.to}: ${message.subject}`));
      return mail.find((message) => message.to.includes(to) && message.subject === subject);
    });
  }

  async commits(incidentId: string): Promise<readonly Commit[]> {
    const all: Commit[] = [];
    for (let next: string | undefined = '0'; next !== undefined; ) {
      const page: { items: Commit[]; next?: string } = await this.get(
        `/v1/incidents/${incidentId}/commits?limit=50&next=${next}`,
      );
      all.push(...page.items);
      next = page.next;
    }
    return all;
  }

  async #ask(method: string, path: string, role: AccessRole, body?: object): Promise<HttpResponse> {
    return this.target.http({
      method,
      path,
      headers: {
        authorization: `Bearer ${await this.target.token(role)}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
  }
}
