import { describe, expect, it } from 'vitest';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { addNoteForAlert } from '../../../usecases/incident/add-note.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { readTimeline, verifyIncident } from '../../../usecases/incident/read-incident.ts';
import { erasePerson } from '../../../usecases/personal/erase-person.ts';

const ana = { id: 'ana', name: 'Ana Sousa', role: 'responder', personId: 'ana' } as const;

const begun = async () => {
  const ports = shopPorts();
  await acceptSignals(ports, [signal('a')]);
  const [incidentId] = ports.stores.held.commits.keys();
  return { ports, incidentId: incidentId ?? '' };
};

const notes = async (ports: SimulatedPorts, incidentId: string): Promise<string[]> =>
  (await readTimeline(ports, incidentId, { afterSeq: 0, limit: 100 })).items
    .filter(({ kind }) => kind === 'NoteAdded')
    .map(({ text }) => text);

const erases = (ports: SimulatedPorts, person: string) =>
  erasePerson(ports, person, {
    now: toIso(ports.time.now),
    actor: { kind: 'person', id: 'root' },
    commandId: ports.ids.next(),
  });

const WORDS = 'my neighbour Otto unplugged it';

describe('what people write about an incident', () => {
  it('is read on the timeline, and is not in the chain', async () => {
    const { ports, incidentId } = await begun();
    await commandIncident(ports, ana, incidentId, { type: 'add-note', text: WORDS });
    expect(await notes(ports, incidentId)).toEqual([expect.stringContaining(WORDS)]);
    expect(JSON.stringify(ports.stores.held.commits.get(incidentId))).not.toContain('Otto');
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: true, personal: { whole: 1 } });
  });

  it('goes when its author is erased, while the chain stays whole and says how many words went', async () => {
    const { ports, incidentId } = await begun();
    await commandIncident(ports, ana, incidentId, { type: 'add-note', text: WORDS });
    const chain = structuredClone(ports.stores.held.commits.get(incidentId));
    expect(await erases(ports, 'ana')).toMatchObject({ rows: 1 });
    expect(await notes(ports, incidentId)).toEqual([expect.stringMatching(/ added a note$/)]);
    expect(JSON.stringify([...ports.stores.held.personal.values()])).not.toContain('Otto');
    expect(ports.stores.held.commits.get(incidentId)).toEqual(chain);
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: true, personal: { whole: 0, erased: 1 } });
  });

  it('is missed where it was changed or taken away beside the chain', async () => {
    const { ports, incidentId } = await begun();
    await commandIncident(ports, ana, incidentId, { type: 'add-note', text: WORDS });
    const [row] = ports.stores.held.personal.values();
    const held = { key: row?.held?.key ?? '', data: { note: 'nobody said so' } };
    ports.stores.held.personal.set(row?.ref ?? '', { ...row, held } as NonNullable<typeof row>);
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: false, break: { problem: 'altered' } });
    ports.stores.held.personal.clear();
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: false, break: { problem: 'missing' } });
  });

  it('is one note when the request is repeated, and refused when the key is used for other words', async () => {
    const { ports, incidentId } = await begun();
    const note = (text: string) =>
      commandIncident(ports, ana, incidentId, { type: 'add-note', text }, { idempotencyKey: 'k' });
    await note(WORDS);
    await note(WORDS);
    expect(await notes(ports, incidentId)).toHaveLength(1);
    await expect(note('something else')).rejects.toMatchObject({ code: 'idempotency-conflict' });
  });

  it('goes with whoever wrote it through another product, by the name that this product gives', async () => {
    const { ports, incidentId } = await begun();
    const [alert] = ports.stores.held.alerts.values();
    if (alert) await addNoteForAlert(ports, alert, `otto@example.org: ${WORDS}`, 'otto@example.org');
    expect(JSON.stringify(ports.stores.held.commits.get(incidentId))).not.toMatch(/otto/i);
    expect(await notes(ports, incidentId)).toEqual([expect.stringContaining(WORDS)]);
    await erases(ports, 'otto@example.org');
    expect(await notes(ports, incidentId)).toEqual([expect.stringMatching(/ added a note$/)]);
  });

  it('stays readable where it was written into the chain itself, before words stood beside it', async () => {
    const { ports, incidentId } = await begun();
    const [alert] = ports.stores.held.alerts.values();
    if (alert) await addNoteForAlert(ports, alert, 'The backup is silent');
    expect(await notes(ports, incidentId)).toEqual([expect.stringContaining('The backup is silent')]);
    expect(await verifyIncident(ports, incidentId)).not.toHaveProperty('personal');
  });
});
