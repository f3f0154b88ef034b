import {
  type Alert,
  type AlertContents,
  type AlertRecord,
  openEpisode,
  type Recorded,
} from '../../domain/alert/alert.ts';
import { APART_FOR_SURE, contentsJson, isApart, mayBeMissing, readInlined } from './alert-contents.ts';
import { alertOf, alertStateOf } from './alert-item.ts';
import { type Item, number, present, textOf } from './attributes.ts';
import type { Change } from './expression.ts';
import { alertKey, contentsKey } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';

const WHAT = 'keep what an alert says';

/**
 * Keeps the contents of an alert that has just been recorded, where they stand apart and this signal is the one that says them: the
 * first of its episode. Whoever crashed before this is repeated, and finds an alert without an incident: alerts get theirs only
 * after it. One that never gets an incident is marked, once, so that its repeats write nothing more.
 *
 * @param before the item as it was before the signal
 * @param written what the signal has just changed: it says whether the contents fit, and when the alert goes
 */
export const keepApart = async (
  table: Table,
  record: AlertRecord,
  { outcome, episode }: Recorded,
  before: Item | undefined,
  { set = {}, initial = {} }: Change,
): Promise<void> => {
  const { expiresAt } = set;
  if (outcome === 'opened' || before?.status === undefined) {
    if (isApart(set.contents ?? initial.contents))
      await put(table, record.alertId, episode, contentsJson(openEpisode(record, episode)), expiresAt);
  } else if (isApart(before.contents) && expiresAt !== undefined) {
    const exists = { text: 'attribute_exists(#pk)' };
    await table.update(WHAT, contentsKey(record.alertId), { set: { expiresAt }, when: exists });
  } else if (mayBeMissing(before.contents) && before.incidentId === undefined) {
    await put(table, record.alertId, episode, contentsJson(openEpisode(record, episode)), before.expiresAt);
    await table.update(WHAT, alertKey(record.alertId), {
      set: { contents: APART_FOR_SURE },
      when: { text: '#episode = :episode', values: { episode: number(episode) } },
    });
  }
};

const put = async (
  table: Table,
  alertId: string,
  episode: number,
  contents: string,
  expiresAt: Item[string] | undefined,
): Promise<void> => {
  await table.put(
    WHAT,
    contentsKey(alertId),
    present({ episode: number(episode), body: pack(contents), expiresAt }),
    // What the episode said first stays.
    { text: 'attribute_not_exists(#pk) OR #episode < :episode', values: { episode: number(episode) } },
  );
};

const always = (): boolean => true;

/**
 * Alerts with what they say, of those that are wanted; one whose contents are not there yet is left out, and its sender repeats it.
 */
export const wholeAlerts = async (
  what: string,
  table: Table,
  items: readonly Item[],
  wanted: (state: Alert) => boolean = always,
): Promise<Alert[]> => {
  const found = items.filter((item) => wanted(alertStateOf(item)));
  const apart = found.filter(({ contents }) => isApart(contents)).map(({ alertId }) => contentsKey(textOf(alertId)));
  const said = new Map<string, AlertContents>();
  for (const { pk, body } of apart.length === 0 ? [] : await table.getAll(what, apart))
    said.set(textOf(pk), JSON.parse(unpack(body)) as AlertContents);
  return found.flatMap((item) => {
    const contents = isApart(item.contents) ? said.get(textOf(item.pk)) : readInlined(item.contents);
    return contents === undefined ? [] : [alertOf(item, contents)];
  });
};
