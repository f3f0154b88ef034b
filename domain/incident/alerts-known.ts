import * as z from 'zod';
import { alertSeverity } from '../signal/signal.ts';
import { sealedData } from '../stream/personal.ts';

const iso = /* @__PURE__ */ (() => z.iso.datetime())();

/** An alert as it comes to its incident. */
export const alertReference = /* @__PURE__ */ (() =>
  z.strictObject({
    alertId: z.string(),
    episode: z.number(),
    severity: alertSeverity,
    title: z.string(),
    /** Where the words stand that a person wrote; the title tells what they are about. */
    words: sealedData.optional(),
    serviceId: z.string(),
    occurredAt: z.number(),
    /** What the service groups it by, where that is more than its service in the incident's environment. */
    grouping: z.string().optional(),
    /** Equal for alerts of one condition, of which each has another key. */
    condition: z.string().optional(),
    /** It is held back: nobody is paged for it. */
    suppressed: z.literal(true).optional(),
  }))();

/** An alert as a line of the timeline names it. */
export const namedAlert = /* @__PURE__ */ (() =>
  z.strictObject({ alertId: z.string(), episode: z.number(), title: z.string() }))();
export type NamedAlert = z.infer<typeof namedAlert>;

/** An alert as its incident sees it. */
export const attachedAlert = /* @__PURE__ */ (() =>
  z.strictObject({
    episode: z.number(),
    firing: z.boolean(),
    severity: alertSeverity,
    serviceId: z.string(),
    attachedAt: iso,
    /** It is held back, in this episode: nobody is paged for it. */
    suppressed: z.literal(true).optional(),
    /** The commit that said so, where the incident had ended before. */
    firedIn: z.number().optional(),
    /** Somebody has this one, in this episode and at this severity. */
    acknowledged: z.literal(true).optional(),
  }))();
export type AttachedAlert = z.infer<typeof attachedAlert>;

/** The group that alerts belong to, or (`whole`) stand for; `SharedGroup` of a signal. */
export const groupReference = /* @__PURE__ */ (() => z.strictObject({ key: z.string(), whole: z.boolean() }))();
export type GroupReference = z.infer<typeof groupReference>;

/** A group of alerts that its sender may speak of over several feeds. */
export const knownGroup = /* @__PURE__ */ (() =>
  z.strictObject({
    /** Its alerts are told of one by one; what stands for the whole group is folded into them. */
    listed: z.boolean(),
    /** How many of its alerts the sender left out, at most: there is more than is listed, until the group is over. */
    hidden: z.number().optional(),
    /** Episodes of the alerts that stand for the whole group. */
    whole: z.record(z.string(), z.number()),
    /** Its sender said that none of its alerts fires, and over which integrations; absent while one does. */
    over: z.strictObject({ at: iso, by: z.array(z.string()) }).optional(),
  }))();
export type KnownGroup = z.infer<typeof knownGroup>;
