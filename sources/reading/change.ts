import type { ChangeKind, ChangeRecord } from '../../domain/change/change.ts';
import { notAfter, parseInstant } from '../../domain/instant/instant.ts';
import { type Link, SIGNAL_LIMITS } from '../../domain/signal/signal.ts';
import type { SourceRequest } from '../source.ts';
import { type AwsEvent, tagsOf } from './aws-event.ts';
import { addLabels, environmentIn } from './labels.ts';
import { addLink } from './links.ts';
import { type JsonRecord, recordOr } from './record.ts';
import { cleanKey, cleanLine, cleanText, derivedKey } from './text.ts';

const LONGEST_NAME = 256;
const LONGEST_ID = 512;

/** What a source reads of a change; anything in it may still be anything. */
export interface TellsOfChange {
  /** What makes this change this one; what is missing is left out. */
  readonly id: readonly unknown[];
  readonly kind: ChangeKind;
  readonly title: string;
  readonly description?: unknown;
  readonly at?: unknown;
  readonly url?: unknown;
  readonly actor?: unknown;
  readonly resource?: unknown;
  readonly service?: unknown;
  readonly environment?: unknown;
  readonly tags?: unknown;
  readonly labels?: JsonRecord;
}

export const changeOf = (source: string, request: SourceRequest, said: TellsOfChange): ChangeRecord => {
  const { integration, receivedAt } = request;
  const tags = tagsOf(said.tags);
  const title = cleanLine(said.title, SIGNAL_LIMITS.title) ?? 'Change';
  const at = notAfter(parseInstant(said.at), receivedAt);
  const parts = said.id.map((part) => cleanText(part, LONGEST_ID)).filter((part) => part !== undefined);
  const labels: Record<string, string> = {};
  addLabels(labels, said.labels);
  addLabels(labels, said.tags);
  const links: Link[] = [];
  addLink(links, said.url, undefined, 'Change');
  const id = cleanKey(parts.join(' '));
  return {
    // Also short enough for the key of a row.
    id: id === undefined || id.length > LONGEST_ID ? derivedKey(source, title, String(at), ...parts) : id,
    kind: said.kind,
    source,
    integrationId: integration.id,
    title,
    description: cleanText(said.description, SIGNAL_LIMITS.description),
    at,
    url: links[0]?.href,
    actor: cleanText(said.actor, LONGEST_NAME),
    resource: cleanText(said.resource, SIGNAL_LIMITS.label),
    service: cleanText(said.service ?? tags.service ?? tags.app, LONGEST_NAME),
    environment: cleanText(said.environment, LONGEST_NAME) ?? environmentIn(tags),
    labels,
  };
};

/** A change that an event of AWS tells of. */
export const awsChange = (source: string, event: AwsEvent, request: SourceRequest, said: TellsOfChange): ChangeRecord =>
  changeOf(source, request, {
    ...said,
    at: said.at ?? event.time,
    resource: said.resource ?? event.resource,
    labels: { account: event.account, region: event.region, ...recordOr(said.labels) },
  });
