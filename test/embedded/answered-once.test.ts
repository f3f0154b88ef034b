import { describe, expect, it } from 'vitest';
import { answeringOnce } from '../../embedded/answered-once.ts';

const answering = () => {
  const time = { now: 0 };
  const done: string[] = [];
  const once = answeringOnce(() => time.now);
  const ask = async (signature: string, status = 200) => {
    const answer = await once(signature, async () => {
      done.push(signature);
      return { status, headers: {}, body: `${done.length}` };
    });
    return [answer.status, answer.body];
  };
  return { time, done, ask };
};

describe('A signed request', () => {
  it('that comes again is answered as before, and nothing is done again', async () => {
    const { ask, done } = answering();
    expect([await ask('a'), await ask('a'), await ask('b'), await ask('a')]).toEqual([
      [200, '1'],
      [200, '1'],
      [200, '2'],
      [200, '1'],
    ]);
    expect(done).toEqual(['a', 'b']);
  });

  it('that comes twice at once is done once', async () => {
    const { ask, done } = answering();
    await Promise.all([ask('a'), ask('a')]);
    expect(done).toEqual(['a']);
  });

  it('that failed is done when it comes again', async () => {
    const { ask } = answering();
    expect([await ask('a', 500), await ask('a', 200), await ask('a', 200)]).toEqual([
      [500, '1'],
      [200, '2'],
      [200, '2'],
    ]);
  });

  it('is remembered for as long as its signature is taken', async () => {
    const { ask, done, time } = answering();
    await ask('a');
    time.now = 10 * 60_000 - 1;
    await ask('a');
    expect(done).toEqual(['a']);
    time.now = 10 * 60_000;
    await ask('a');
    expect(done).toEqual(['a', 'a']);
  });

  it('is forgotten before the memory of this process is used up', async () => {
    const { ask, done } = answering();
    for (let i = 0; i < 10_002; i += 1) await ask(`${i}`);
    done.length = 0;
    await ask('10001');
    expect(done).toEqual([]);
    await ask('0');
    expect(done).toEqual(['0']);
  });
});
