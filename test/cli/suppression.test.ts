import { describe, expect, it } from 'vitest';
import { cliOnFakes } from './cli-on-fakes.ts';

describe('muster silence and muster maintenance', () => {
  it('make, show, list, change and cancel what the API keeps', async () => {
    const cli = cliOnFakes();
    const made = await cli.muster(
      ...'maintenance create --id move --reason moves --services checkout --minutes 30 --labels team=data --labels tier=gold'.split(
        ' ',
      ),
    );
    expect(made.out).toMatch(/covers\s+checkout, team=data, tier=gold/);
    expect((await cli.muster(...'maintenance list'.split(' '))).out).toMatch(/move\s+in-force/);
    expect((await cli.muster(...'silence list'.split(' '))).out).toBe('There are no silences.\n');
    expect((await cli.muster(...'maintenance change move --reason again'.split(' '))).out).toMatch(/reason\s+again/);
    expect((await cli.muster(...'live list'.split(' '))).out).toMatch(/suppression\s+move\s+2/);
    expect((await cli.muster(...'maintenance cancel move'.split(' '))).out).toMatch(/ended\s+.*cancelled/);
    expect((await cli.muster(...'live list'.split(' '))).out).toBe('Nothing is live.\n');
    expect((await cli.muster(...'verify --all'.split(' '))).out).toMatch(/suppression\/move\s+3\s+whole/);
  });

  it('say in words what is refused', async () => {
    const cli = cliOnFakes();
    const refused = await cli.muster(...'silence create --reason moves --services nothing --minutes 5'.split(' '));
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/There is no service "nothing"/);
  });

  it('erase what a person wrote, and verify says so', async () => {
    const cli = cliOnFakes();
    await cli.muster(...'silence create --id quiet --reason moves --services checkout --minutes 5'.split(' '));
    const erased = await cli.muster('person', 'erase', 'mia', '--token', 'admin');
    expect(erased.out).toMatch(
      /^Erased \d of mia\.\n\nWhat remains:\n- the configuration in force\n {2}Remove their entry/,
    );
    expect(erased.out).toMatch(/- backups, exports and copies that were made before now\n/);
    expect((await cli.muster(...'verify --all'.split(' '))).code).toBe(0);
  });
});
