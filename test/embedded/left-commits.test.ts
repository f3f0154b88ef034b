import { afterEach, describe, expect, it } from 'vitest';
import { listIncidents } from '../../usecases/incident/read-incident.ts';
import { Drill } from '../statemachines/drill.ts';

describe('the first commit of a SEV1 that could not be followed until it was given up', () => {
  let drill: Drill;
  afterEach(() => drill.end());

  it('is followed after all, with nobody looking after it: the escalation runs and lists show it', async () => {
    drill = await Drill.begin();
    const { ports } = drill.embedded;
    const { workflows, stores } = ports;
    const down = () => Promise.reject(new Error('down'));
    Object.assign(ports, {
      workflows: { ...workflows, ensureRunning: down },
      stores: { ...stores, projections: { ...stores.projections, put: down } },
    });
    await drill.fire('checkout');
    await drill.pass(12);
    expect(drill.failures.filter((said) => said.includes('left to the reconciler'))).toHaveLength(1);
    expect(await drill.paged('resolver')).toEqual(['ana@1']);
    Object.assign(ports, { workflows, stores });
    await drill.pass(1);
    expect((await listIncidents(ports, {}, { limit: 5 })).items).toMatchObject([{ major: 'candidate' }]);
    expect(await stores.unfollowed.list(10)).toEqual([]);
    await drill.pass(6);
    expect((await drill.paged('resolver')).slice(0, 2)).toEqual(['ana@1', 'ben@2']);
  });
});
