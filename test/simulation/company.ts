import { expect } from 'vitest';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { PublicCommand } from '../../domain/incident/commands.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { Installation } from '../../simulation/installation.ts';
import { keepShifts } from '../../usecases/on-call/keep-shifts.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';

/** The example company: what senders tell it, and what its people are told. Time is turned, nothing else is pretended. */
export class Company {
  readonly installation = new Installation();

  constructor(configuration: Configuration) {
    this.installation.ports.configured.current = configuration;
  }

  /** What a script says of one of its alerts. Without a key it is known by its title. */
  async says(alert: Record<string, unknown>): Promise<string> {
    const json = await this.hears(`/in/generic/${keyOf('generic')}`, alert);
    return (json.alerts as { alertId: string }[])[0]?.alertId as string;
  }

  /** What a sender posts, which must be taken. @returns the answer */
  async hears(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
    await keepShifts(this.installation.ports, this.installation.ports.configured.current);
    const { status, json } = await sendTo(this.installation.ports, path, body, { headers });
    expect([200, 202]).toContain(status);
    await this.installation.settles();
    return json;
  }

  fires(key: string, service: string, severity = 'error', title = `${service} ${key}`): Promise<string> {
    return this.says({ title, key, service, severity });
  }

  recovers(key: string, service: string): Promise<string> {
    return this.says({ title: `${service} ${key}`, key, service, status: 'resolved' });
  }

  asks(person: string, command: PublicCommand, at = 0): Promise<void> {
    return this.installation.asks(person, this.incidents[at]?.incidentId ?? '', command);
  }

  passes(minutes: number): Promise<void> {
    return this.installation.passes(minutes * 60);
  }

  get incidents(): IncidentState[] {
    return this.installation.incidents();
  }

  get incident(): IncidentState {
    return this.incidents[0] as IncidentState;
  }

  /** Every text message of a page so far: to whom, and its words. */
  get texts(): { readonly person: string; readonly purpose: string; readonly text: string; readonly at: number }[] {
    return this.installation.sent.flatMap(({ channel, data, text }) => {
      const { page } = data as { page?: { person: { id: string }; purpose: string; pagedAt: string } };
      return page && channel === 'sms'
        ? [{ person: page.person.id, purpose: page.purpose, text, at: Date.parse(page.pagedAt) }]
        : [];
    });
  }

  /** Who of the service's own people got a text message, in order. */
  get paged(): string[] {
    return this.texts.filter(({ purpose }) => purpose === 'resolver').map(({ person }) => person);
  }

  get lastText(): string {
    return this.texts.filter(({ purpose }) => purpose === 'resolver').at(-1)?.text ?? '';
  }

  get events(): string[] {
    return [...this.installation.ports.stores.held.commits.values()]
      .flat()
      .flatMap(({ events }) => events.map(({ type }) => type));
  }
}
