import { describe, expect, it } from 'vitest';
import { ServiceClock } from '../../../cli/aws/service-clock.ts';
import type { Clock } from '../../../lambda/clock.ts';
import { AppConfigData } from '../../../local/appconfig/appconfig-data.ts';
import { endpointOf } from '../../../local/endpoint.ts';
import { dated } from '../../../local/http/dated.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { engineClients } from '../engine-clients.ts';
import { type Outcome, TestIo } from '../io.ts';
import { CliStage, MINUTE } from '../stage.ts';

const DAY = 24 * 60 * MINUTE;
const ramp = aDocument([aFlag({ rules: [aPercentage(50)] })]);

/** A command line whose machine is so far behind the stage's services. */
async function behind(stage: CliStage, byMs: number) {
  const { appConfig, cloudWatch, clock } = stage;
  const engines = { appConfig, cloudWatch, appConfigData: new AppConfigData({ clock, source: appConfig }) };
  const { clients } = await engineClients(dated(endpointOf(engines), clock, () => {}));
  const machine: Clock = { now: () => clock.now() - byMs };
  const serviceClock = new ServiceClock(machine);
  const run = (...args: readonly string[]): Promise<Outcome> =>
    new TestIo({
      nowMs: () => serviceClock.now(),
      pause: (ms) => stage.pass(ms),
      clients: serviceClock.follow(clients),
    }).run(...args, '--env', 'prod');
  return { run, serviceClock };
}

describe('a machine whose clock is wrong', () => {
  it('tells the status in the time of the service', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp, stage.linear);
    await stage.pass(8 * MINUTE);
    const { run } = await behind(stage, DAY);
    const { out } = await run('status');
    expect(out).toContain('shop-prod/prod, 2026-11-23 12:08 UTC');
    expect(out).toContain('22 min left');
  });

  it('watches in the time of the service', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp, stage.linear);
    const { run } = await behind(stage, -31 * 60 * MINUTE);
    const { out, exitCode } = await run('watch', '--every', '60');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^12:10 deploying, 50 % of users, 20 min left/m);
  });

  it('keeps its own clock where the difference is that of a slow answer', async () => {
    const stage = await CliStage.open();
    const { run, serviceClock } = await behind(stage, 3000);
    await run('status');
    expect(serviceClock.now()).toBe(stage.clock.now() - 3000);
  });
});
