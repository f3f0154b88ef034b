import type { Occasion, Template } from '../configuration/configuration.ts';
import type { PageJob } from '../incident/effects.ts';
import type { IncidentState } from '../incident/state.ts';

/** A page as a channel renders it. */
export interface PageMessage {
  readonly job: PageJob;
  readonly personName: string;
  readonly serviceName: string;
  readonly acknowledgeUrl: string;
  readonly incidentUrl: string;
}

/** A message to an audience as a channel renders it. `state` is the incident as of the event it is about. */
export interface CommunicationMessage {
  readonly occasion: Occasion;
  readonly audience: string;
  readonly template: Template;
  readonly recipientName: string;
  readonly state: IncidentState;
  /** The text of the event: an update's message, the description of a mitigation, a reason. */
  readonly said: string;
  readonly serviceName: string;
  readonly organisation: string;
  readonly commanderName?: string;
  readonly incidentUrl: string;
}

/** What a channel hands to its transport. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How a page looks in one place, within that place's limits and escaped for it. */
export type RenderPage = (message: PageMessage) => Rendered;

/** How a message to an audience looks in one place. */
export type RenderCommunication = (message: CommunicationMessage) => Rendered;
