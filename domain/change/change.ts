import * as z from 'zod';
import type { EpochMs } from '../instant/instant.ts';

/**
 * What somebody or something did. An `investigation` changes nothing and is kept in the same place, as evidence: what
 * another tool found out about the same services.
 */
export const changeKind = /* @__PURE__ */ (() =>
  z
    .enum(['deployment', 'code', 'pipeline', 'configuration', 'experiment', 'investigation', 'other'])
    .meta({ id: 'ChangeKind' }))();
export type ChangeKind = z.infer<typeof changeKind>;

/** One change as its sender tells it. Which service it is about is decided by the routing that alerts have, too. */
export interface ChangeRecord {
  /** Equal for repetitions of one message, different for the start and the end of one deployment. */
  readonly id: string;
  readonly kind: ChangeKind;
  readonly source: string;
  readonly integrationId: string;
  readonly title: string;
  readonly description?: string;
  readonly at: EpochMs;
  readonly url?: string;
  /** Who or what did it. */
  readonly actor?: string;
  readonly resource?: string;
  /** A service named by the message itself; routing may use it. */
  readonly service?: string;
  readonly environment?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A change as it is kept and shown: of one service. */
export const change = /* @__PURE__ */ (() =>
  z
    .strictObject({
      id: z.string(),
      serviceId: z.string(),
      environment: z.string(),
      kind: changeKind,
      source: z.string(),
      integrationId: z.string(),
      title: z.string(),
      description: z.string().optional(),
      at: z.iso.datetime(),
      url: z.string().optional(),
      actor: z.string().optional(),
      resource: z.string().optional(),
    })
    .meta({ id: 'Change' }))();
export type Change = z.infer<typeof change>;

/** What an incident's timeline says of a change. */
export const notedChange = /* @__PURE__ */ (() =>
  z.strictObject({
    id: z.string(),
    serviceId: z.string(),
    kind: changeKind,
    title: z.string(),
    at: z.iso.datetime(),
    url: z.string().optional(),
    actor: z.string().optional(),
  }))();
export type NotedChange = z.infer<typeof notedChange>;

/** A change that broke something broke it within a day. */
export const RECENT_HOURS = 24;

/** Whether it may have caused what began after it. */
export const mayHaveCaused = ({ kind }: Pick<Change, 'kind'>): boolean => kind !== 'investigation';
