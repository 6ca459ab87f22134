import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { describe, expect, it } from 'vitest';
import { findStage } from '../../../cli/appconfig/stage.ts';
import { guardSettingsOf } from '../../../cli/observation/guard-settings.ts';
import { STAGES } from '../../../config/stages.ts';
import { checkGuardConfig } from '../../../lib/guard-config.ts';
import { synthesizeStage } from '../../../lib/synthesize.ts';
import { AppConfigData } from '../../../local/appconfig/appconfig-data.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { endpointOf } from '../../../local/endpoint.ts';
import { RehearsedStage } from '../../../local/rehearsal/rehearsed-stage.ts';
import { connect } from '../../helpers/loopback-client.ts';
import '../../lib/helpers/scratch.ts';
import { aGuardedStage, associate, GUARD, parametersOf } from '../guarded-stage.ts';
import { CliStage } from '../stage.ts';

/** What the command line finds of the guard. */
async function foundAt(stage: CliStage) {
  const { appConfig } = await stage.io().io.connect({});
  return guardSettingsOf(appConfig, await findStage(appConfig, { env: 'prod' }));
}

const of = (stage: CliStage, profileId: string): string =>
  `application/${stage.applicationId}/configurationprofile/${profileId}`;

describe('the guard that the command line judges by', () => {
  it('is the one that the stack gives its functions', async () => {
    const { template } = synthesizeStage(STAGES.prod);
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const { appConfig, cloudWatch, guard } = await RehearsedStage.create({ template, clock });
    const appConfigData = new AppConfigData({ clock, source: appConfig });
    const engines = endpointOf({ appConfig, appConfigData, cloudWatch });
    const { client } = await connect(AppConfigClient, engines);
    const found = await guardSettingsOf(client, await findStage(client, { env: 'prod' }));
    expect(found).toEqual({ guard, service: STAGES.prod.service, stage: 'prod' });
    expect(found?.guard).toEqual(STAGES.prod.guard && checkGuardConfig(STAGES.prod.guard).guard);
  });

  it('is none where no extension of the flag document is a guard', async () => {
    const stage = await CliStage.open();
    associate(stage, of(stage, stage.promptsProfileId), parametersOf(GUARD));
    associate(stage, of(stage, stage.profileId), { topic: 'releases' });
    expect(await foundAt(stage)).toBeUndefined();
  });

  it('is found behind many pages of extensions', async () => {
    const stage = await CliStage.open();
    for (let at = 0; at < 120; at += 1) associate(stage, of(stage, 'other'), {});
    associate(stage, of(stage, stage.profileId), parametersOf(GUARD));
    expect(await foundAt(stage)).toMatchObject({ service: 'shop', stage: 'prod' });
  });

  it('is that of the environment where several share the flag document', async () => {
    const stage = await CliStage.open();
    const guards = { canary: 0.01, prod: 0.02, late: 0.03 };
    for (const [name, alpha] of Object.entries(guards)) {
      const parameters = parametersOf({ ...GUARD, alpha }, { service: 'shop', stage: name });
      associate(stage, of(stage, stage.profileId), parameters);
    }
    expect(await foundAt(stage)).toMatchObject({ stage: 'prod', guard: { alpha: 0.02 } });
  });

  it('is none where only another environment has one: its metrics are not of this one', async () => {
    const stage = await CliStage.open();
    const names = { service: 'shop', stage: 'canary' };
    associate(stage, of(stage, stage.profileId), parametersOf(GUARD, names));
    expect(await foundAt(stage)).toBeUndefined();
  });

  it.each([
    ['is no JSON', '{'],
    ['is no guard', '{"guardrails":[{"metric":"eror","tolerance":1.1}]}'],
  ])('ends the command with what to do when it %s', async (_, guard) => {
    const stage = await aGuardedStage({}, { ...parametersOf(GUARD), guard });
    const { exitCode, err } = await stage.run(['status', '--env', 'prod']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/^the guard of shop-prod\/prod cannot be read.*; deploy the stack again.*\n$/);
  });
});
