import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { FLAGS } from '../../../lambda/contract.ts';
import { createFlagStore } from '../../../lambda/flags/flag-store.ts';
import { createAssess } from '../../../lambda/guard/assess.ts';
import { deploymentReader, metricReader } from '../../../lambda/guard/aws-readers.ts';
import { exactOnly } from '../../../lambda/guard/exact-only.ts';
import { ExposureHistory } from '../../../lambda/guard/exposure-history.ts';
import { CloudWatchGuardData } from '../../../lambda/guard/guard-data-source.ts';
import { ModelFailure } from '../../../lambda/inference/model-invoker.ts';
import { KillSwitch } from '../../../lambda/openfeature/kill-switch.ts';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import { routed } from '../../../local/http/router.ts';
import { Random } from '../../../local/random.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { aGuard } from '../guard/guarded-scene.ts';
import { aBench, aRequest, flagDocument, says } from '../inference/builders.ts';
import { aProviderScene } from './scene.ts';

const NAMES = { service: 'assistant', stage: 'prod' };
const GUARD = aGuard({ independence: 'requests' });
const HOUR = 3_600_000;

/** The stage's flag document: it compares nothing, and lists what may be served. */
function stageDocument(killed: readonly string[] = []): string {
  const [model, ...others] = JSON.parse(flagDocument()).flags;
  return JSON.stringify({
    version: 1,
    flags: [{ ...model, allowed: ['haiku', 'sonnet'], killed }, ...others],
  });
}

/** AppConfig compares sonnet, which fails so often, with haiku; the guard looks at what was counted. */
async function anExperiment(failureRate: number) {
  const { scene, provider } = await aProviderScene({ flags: { [FLAGS.model]: 'haiku' } });
  scene.run(scene.experiment({ flag: FLAGS.model, control: 'haiku', treatment: 'sonnet' }), 100);
  const profileId = await deployDocument(scene);
  await scene.after(6);
  const cloudWatch = new CloudWatch({ clock: scene.clock });
  const stage = { document: stageDocument() };
  const flags = createFlagStore({
    ...{ origin: 'test', clock: scene.clock, safeDefault: flagDocument() },
    source: {
      fetch: async () => ({ bytes: Buffer.from(stage.document), version: String(stage.document.length) }),
    },
  });
  const bench = aBench({
    provider: new KillSwitch({ provider, flags, clock: scene.clock }),
    settings: { namesCandidates: true },
    guard: GUARD,
    emit: (line) => {
      // The bench's clock is its own; what counts is the minute in which it is written.
      const record = JSON.parse(line);
      const _aws = { ...record._aws, Timestamp: scene.clock.now() };
      cloudWatch.ingestLog(JSON.stringify({ ...record, _aws }));
    },
  });
  const random = new Random(1);
  bench.model.respond = ({ modelId }) => {
    if (random.chance(modelId === 'bedrock.sonnet' ? failureRate : 0.02)) throw new ModelFailure('error');
    return says('Hello.');
  };
  const serve = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      for (let at = 0; at < 40; at += 1) await bench.handler(aRequest(`user-${random.integer(1e9)}`));
      await scene.after(1);
    }
  };
  return { scene, cloudWatch, profileId, serve, model: bench.model, stage };
}

type Experiment = Awaited<ReturnType<typeof anExperiment>>;

async function deployDocument({
  engine,
  place,
}: Awaited<ReturnType<typeof aProviderScene>>['scene']): Promise<string> {
  const { ApplicationId, EnvironmentId } = place;
  const profile = engine.createConfigurationProfile({
    ApplicationId,
    Name: 'model-flags',
    LocationUri: 'hosted',
  });
  const at = { ApplicationId, ConfigurationProfileId: profile.Id ?? '' };
  const Content = Buffer.from(stageDocument());
  await engine.createHostedConfigurationVersion({ ...at, Content, ContentType: 'application/json' });
  const strategy = engine.createDeploymentStrategy({
    Name: 'once',
    DeploymentDurationInMinutes: 0,
    GrowthFactor: 100,
  });
  const deployment = {
    ...at,
    EnvironmentId,
    ConfigurationVersion: '1',
    DeploymentStrategyId: strategy.Id ?? '',
  };
  await engine.startDeployment(deployment);
  return profile.Id ?? '';
}

async function look({ scene, cloudWatch, profileId }: Experiment) {
  const { clock, engine, place } = scene;
  const appConfig = (await connect(AppConfigClient, routed(appConfigRoutes(engine)))).client;
  const metrics = metricReader((await connect(CloudWatchClient, cloudWatchHandler(cloudWatch))).client);
  const assess = createAssess({
    ...{ guard: GUARD, means: exactOnly(GUARD), clock },
    history: new ExposureHistory({
      ...NAMES,
      deployments: deploymentReader(appConfig),
      metrics,
      watchMs: HOUR,
      clock,
    }),
    metrics: new CloudWatchGuardData(metrics, { guard: GUARD, ...NAMES }),
  });
  const { ApplicationId: applicationId, EnvironmentId: environmentId } = place;
  return assess({ applicationId, environmentId, profileId, deadlineMs: clock.now() + 10_000 });
}

describe('the guard over an experiment of AppConfig', () => {
  it('finds a treatment that fails, by its flag and value', async () => {
    const experiment = await anExperiment(0.5);
    await experiment.serve(9);
    expect(await look(experiment)).toMatchObject({
      ...{ kind: 'judged', rollout: { flag: FLAGS.model, candidates: ['sonnet'], controls: ['haiku'] } },
      verdict: { verdict: 'roll_back' },
    });
  });

  it('leaves a treatment alone that does no worse', async () => {
    const experiment = await anExperiment(0.02);
    await experiment.serve(9);
    expect(await look(experiment)).toMatchObject({ kind: 'judged', verdict: { verdict: 'continue' } });
  });

  it('can take a treatment back: what the stage’s document kills is served to nobody', async () => {
    const { serve, model, stage } = await anExperiment(0.02);
    await serve(1);
    expect(new Set(model.models)).toEqual(new Set(['bedrock.haiku', 'bedrock.sonnet']));
    stage.document = stageDocument(['sonnet']);
    const before = model.models.length;
    await serve(1);
    expect(new Set(model.models.slice(before))).toEqual(new Set(['bedrock.haiku']));
  });
});
