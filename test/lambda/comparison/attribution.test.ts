import { describe, expect, it } from 'vitest';
import { attribute } from '../../../lambda/comparison/attribution.ts';
import { compareStage, type StageComparison } from '../../../lambda/comparison/compare-stage.ts';
import { comparedMetrics } from '../../../lambda/comparison/compared-metrics.ts';
import { readFlagDeployments } from '../../../lambda/comparison/flag-deployments.ts';
import { deploymentReader, metricReader } from '../../../lambda/guard/sdk-readers.ts';
import { HOUR, NAMES, serveArms } from '../../cli/compare/compared-stage.ts';
import { CliStage, MINUTE } from '../../cli/stage.ts';
import { aDocument, aPercentage } from '../../helpers/flag-documents.ts';

const { signal } = new AbortController();
const ALIKE = { requests: 200, candidate: {}, control: {} };

/** A document of a model and a prompt flag. */
function flags(model: object = {}, prompt: object = {}): unknown {
  return aDocument([
    { flag: 'inference_model', default: 'haiku', permanent: true, ...model },
    { flag: 'system_prompt_version', default: 'v1', permanent: true, ...prompt },
  ]);
}

const tryOut = (value: string) => ({ rules: [aPercentage(50, {}, value)] });

function placeOf({ applicationId, environmentId, profileId }: CliStage) {
  return { applicationId, environmentId, profileId };
}

async function compared(stage: CliStage): Promise<StageComparison> {
  const nowMs = stage.clock.now();
  const { appConfig, cloudWatch } = stage.clients;
  return compareStage(
    {
      source: { metrics: metricReader(cloudWatch), ...NAMES, nowMs },
      ...{ deployments: deploymentReader(appConfig), place: placeOf(stage), options: {} },
      ...{ within: { fromMs: nowMs - 48 * HOUR, toMs: nowMs - MINUTE }, metrics: comparedMetrics([]) },
      isCut: false,
    },
    signal,
  );
}

/** A model that is slower is tried out and given up, then a prompt that makes no difference. */
async function twoTrials(): Promise<StageComparison> {
  const stage = await CliStage.open({ first: flags() });
  await stage.deploy(flags(tryOut('opus')));
  const slow = { candidate: { value: 'opus', latencyMs: 900 }, control: { value: 'haiku' } };
  await serveArms(stage, 1, { ...ALIKE, ...slow, flag: 'inference_model' }, { comparisons: 'requests' });
  await stage.deploy(flags());
  await stage.deploy(flags({}, tryOut('v2')));
  const same = { candidate: { value: 'v2' }, control: { value: 'v1' } };
  await serveArms(
    stage,
    1,
    { ...ALIKE, ...same, flag: 'system_prompt_version' },
    { comparisons: 'requests' },
  );
  return compared(stage);
}

describe('the effects of the flags', () => {
  it('are each of its own comparison, whatever else was changed in the time', async () => {
    const [model, prompt] = attribute(await twoTrials());
    const latencyOf = (one: typeof model) =>
      one?.effects.find(({ metric }) => metric === 'latency_ms')?.relative;
    expect(model).toMatchObject({
      ...{ flag: 'inference_model', arm: 'opus', control: 'haiku', value: 'haiku' },
    });
    expect(latencyOf(model)?.anytime.interval.low).toBeGreaterThan(0.3);
    expect(prompt).toMatchObject({ flag: 'system_prompt_version', arm: 'v2', value: 'v2 for 50 %, else v1' });
    expect(latencyOf(prompt)?.anytime.interval.low).toBeLessThan(0);
  });

  it('are told with the newest change of the flag, and when that was', async () => {
    const result = await twoTrials();
    const [model, prompt] = attribute(result);
    expect(model?.change).toMatchObject({ from: 'opus for 50 %, else haiku', to: 'haiku', deployment: 3 });
    expect(prompt?.change).toMatchObject({ from: 'v1', to: 'v2 for 50 %, else v1', deployment: 4 });
    expect(prompt?.change?.atMs).toBe(result.deployments.at(-1)?.startedAtMs);
  });

  it('are not told where the arms do not have their shares', async () => {
    const stage = await CliStage.open({ first: flags() });
    await stage.deploy(flags(tryOut('opus')));
    const arms = { candidate: { value: 'opus', latencyMs: 900 }, control: { value: 'haiku' }, share: 0.2 };
    await serveArms(stage, 1, { ...ALIKE, ...arms, flag: 'inference_model' }, { comparisons: 'requests' });
    const result = await compared(stage);
    expect(result.comparisons[0]?.comparison.sampleRatio.isMismatch).toBe(true);
    const [model] = attribute(result);
    expect(model?.effects.length).toBeGreaterThan(0);
    expect(model?.effects.flatMap(({ relative }) => relative ?? [])).toEqual([]);
  });

  it('are none of a flag that was changed for everybody at once', async () => {
    const stage = await CliStage.open({ first: flags() });
    await stage.deploy(flags({ default: 'opus' }));
    await stage.pass(HOUR);
    const [model, prompt] = attribute(await compared(stage));
    expect(model).toMatchObject({ value: 'opus', change: { from: 'haiku', to: 'opus' }, effects: [] });
    expect(prompt).toEqual({ flag: 'system_prompt_version', value: 'v1', effects: [] });
  });
});

describe('the record of which flag changed when', () => {
  it('says of each deployment what it changed, until when it was served, and how it ended', async () => {
    const stage = await CliStage.open({ first: flags() });
    await stage.deploy(flags(tryOut('opus')), stage.linear);
    await stage.pass(6 * MINUTE);
    const taken = stage.clock.now();
    await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: 2 });
    await stage.pass(MINUTE);
    const query = { reader: deploymentReader(stage.clients.appConfig), place: placeOf(stage), fromMs: 0 };
    const [first, second] = await readFlagDeployments(query, signal);
    expect(first).toMatchObject({ number: 1, outcome: 'completed', changes: [] });
    expect(first).not.toHaveProperty('endedAtMs');
    expect(second).toMatchObject({ number: 2, outcome: 'rolled-back' });
    expect(second?.endedAtMs).toBeGreaterThanOrEqual(taken);
    expect(second?.changes).toEqual([
      { flag: 'inference_model', from: 'haiku', to: 'opus for 50 %, else haiku' },
    ]);
  });

  it('names a flag of which a value was killed', async () => {
    const stage = await CliStage.open({ first: flags() });
    await stage.deploy(flags({ killed: ['opus'] }));
    const query = { reader: deploymentReader(stage.clients.appConfig), place: placeOf(stage), fromMs: 0 };
    const [, second] = await readFlagDeployments(query, signal);
    expect(second?.changes.map(({ flag }) => flag)).toEqual(['inference_model']);
  });
});

describe('what is compared of a ramp', () => {
  it('is the stretch that says most, and the notes tell what was left out', async () => {
    const stage = await CliStage.open({ first: flags() });
    for (const share of [10, 50]) {
      await stage.deploy(flags({ rules: [aPercentage(share, {}, 'opus')] }));
      await stage.pass(6 * MINUTE);
      const arms = { candidate: { value: 'opus' }, control: { value: 'haiku' }, share: share / 100 };
      await serveArms(stage, 1, { ...ALIKE, ...arms, flag: 'inference_model' }, { comparisons: 'requests' });
    }
    const { comparisons, notes } = await compared(stage);
    expect(comparisons.map(({ trial }) => [...(trial.weights ?? [])])).toEqual([
      [
        ['haiku', 50],
        ['opus', 50],
      ],
    ]);
    expect(notes.join()).toContain('Left out of inference_model: 200 requests');
  });

  it('is nothing where nothing was counted, and the notes tell why', async () => {
    const stage = await CliStage.open({ first: flags(tryOut('opus')) });
    await stage.pass(HOUR);
    const { comparisons, notes } = await compared(stage);
    expect(comparisons).toEqual([]);
    expect(notes.join()).toContain('nothing was counted');
  });
});
