import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertsOf, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { runProgram } from '../programs/program.ts';
import type { OnStage, Stage } from '../stage.ts';

/** One transition of an alarm: each has a unique id of its own, whereas the alarm keeps its. */
interface Transition {
  readonly uniqueId: string;
  readonly from: string;
  readonly to: string;
}

const RISES: Transition = { uniqueId: '1001', from: 'CLEAR', to: 'WARNING' };
const WORSENS: Transition = { uniqueId: '1002', from: 'WARNING', to: 'CRITICAL' };
const CLEARS: Transition = { uniqueId: '1003', from: 'CRITICAL', to: 'CLEAR' };

/** Runs netdata's script as its daemon does. */
const notify = async ({ clients }: Stage, settings: string, { from, to, uniqueId }: Transition): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'muster-netdata-'));
  mkdirSync(join(directory, 'config'));
  writeFileSync(join(directory, 'config', 'health_alarm_notify.conf'), `SEND_EMAIL="NO"\n${settings}\n`);
  const now = String(Math.floor(Date.now() / 1000));
  const { script, stockDirectory } = clients.netdata;
  const alarm = ['sysadmin', 'web-1', uniqueId, '77', '5', now, 'ram_in_use', 'system.ram', 'ram', to, from];
  const values = ['91.2', '12.5', 'line=8,file=/usr/lib/netdata/conf.d/health.d/ram.conf', '60', '60', '%'];
  const words = ['System memory utilization', '91.2%', '12.5%', '$used * 100', '', '1', '0', '', '', 'Utilization'];
  // It needs no root, and says on its standard error what became of it.
  await runProgram('bash', [script, ...alarm, ...values, ...words, 'ram_in_use=8', ''], {
    env: {
      NETDATA_USER_CONFIG_DIR: join(directory, 'config'),
      NETDATA_STOCK_CONFIG_DIR: stockDirectory,
      NETDATA_CACHE_DIR: directory,
      NETDATA_HOSTNAME: 'web-1',
    },
  });
};

/** netdata knows PagerDuty's own host only, so curl is told to connect elsewhere. */
const toPagerDuty = ({ tlsFront }: Stage, key: string, version: '1' | '2'): string =>
  [
    'SEND_PD="YES"',
    `DEFAULT_RECIPIENT_PD="${key}"`,
    `USE_PD_VERSION="${version}"`,
    `curl_options="--connect-to events.pagerduty.com:443:${tlsFront.address} --cacert ${tlsFront.certificateFile}"`,
  ].join('\n');

/** netdata's own script, with bash and curl. */
export const netdata = (onStage: OnStage): void => {
  const risesWorsensAndClears = async (service: string, settings: string): Promise<void> => {
    const stage = onStage();
    const { muster } = stage;
    await notify(stage, settings, RISES);
    const { incidentId } = await muster.incidentOf(service);
    await muster.page(incidentId, 'first');
    await notify(stage, settings, WORSENS);
    expect(await alertsOf(muster, incidentId)).toMatchObject([{ status: 'firing', count: 2, severity: 'critical' }]);
    await notify(stage, settings, CLEARS);
    await resolvedByItself(muster, incidentId);
    // Warning, then critical.
    await expectOneIncidentAndPage(muster, service, 2);
  };

  test('netdata, PagerDuty v2: its events are one alert, by the mapping of the integration', async () => {
    const stage = onStage();
    await risesWorsensAndClears(
      'netdata-v2',
      toPagerDuty(stage, await stage.muster.target.integrationKey('netdata-v2'), '2'),
    );
  });

  test('netdata, PagerDuty v1', async () => {
    const stage = onStage();
    const settings = toPagerDuty(stage, await stage.muster.target.integrationKey('netdata-v1'), '1');
    const { muster } = stage;
    await notify(stage, settings, RISES);
    const { incidentId } = await muster.incidentOf('netdata-v1');
    await muster.page(incidentId, 'first');
    await notify(stage, settings, WORSENS);
    // v1 has no severity.
    expect(await alertsOf(muster, incidentId)).toMatchObject([{ dedupKey: '77', count: 2 }]);
    await notify(stage, settings, CLEARS);
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'netdata-v1');
  });

  test('netdata, Opsgenie', async () => {
    const { muster, url } = onStage();
    const key = await muster.target.integrationKey('netdata-genie');
    const settings = `SEND_OPSGENIE="YES"\nOPSGENIE_API_KEY="${key}"\nOPSGENIE_API_URL="${url}"`;
    await risesWorsensAndClears('netdata-opsgenie', settings);
  });
};
