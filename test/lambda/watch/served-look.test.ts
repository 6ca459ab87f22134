import { describe, expect, it } from 'vitest';
import { aStageDocument, HOUR, ServedScene } from './served-scene.ts';

const HAIKU = 'bedrock.haiku';
const SONNET = 'bedrock.sonnet';

function actionsIn(results: readonly { readonly action: string }[]): readonly string[] {
  return [...new Set(results.map(({ action }) => action))];
}

/** LaunchDarkly tries out sonnet, which fails three times in ten. */
async function aBadCandidate(options: Parameters<typeof ServedScene.open>[0] = {}): Promise<ServedScene> {
  const served = await ServedScene.open(options);
  served.failureRates.set(SONNET, 0.3);
  served.compare(['haiku', 'sonnet']);
  return served;
}

describe('a candidate that LaunchDarkly serves and that fails', () => {
  it('is killed within minutes, and everybody gets the control from the next request on', async () => {
    const served = await aBadCandidate();
    const results = await served.watched(15);
    const kill = results.find(({ action }) => action === 'killed');
    expect(kill?.reason).toMatch(
      /killed "sonnet" of inference_model: errors: candidate .* evidence .* >= 20/,
    );
    expect(served.killed).toEqual(['sonnet']);
    served.failureRates.set(HAIKU, 0);
    expect(await served.serve(50)).toEqual({ haiku: 50 });
  });

  it('is killed once, and LaunchDarkly may go on as it likes', async () => {
    const served = await aBadCandidate();
    const results = await served.watched(30);
    expect(results.filter(({ action }) => action === 'killed')).toHaveLength(1);
    expect(results.at(-1)?.action).toBe('none');
  });

  it('takes no other value with it', async () => {
    const served = await aBadCandidate();
    await served.watched(15);
    await served.settle('opus');
    served.failureRates.set('bedrock.opus', 0);
    expect(await served.serve(20)).toEqual({ opus: 20 });
  });

  it('is left alone when an operator said so', async () => {
    const served = await aBadCandidate();
    served.keep(1);
    expect(actionsIn(await served.watched(15))).toEqual(['kept']);
  });

  it('is named for people when its value is not listed, since it cannot be killed then', async () => {
    const served = await aBadCandidate({ document: aStageDocument([], ['haiku', 'opus']) });
    const { action, reason } = (await served.watched(15)).at(-1) ?? {};
    expect(action).toBe('failed');
    expect(reason).toMatch(/no value that the flag document lists as allowed of inference_model is served/);
  });
});

describe('a candidate that LaunchDarkly serves and that does no worse', () => {
  it.each([1, 2, 3])('is left alone (seed %i)', async (seed) => {
    const served = await ServedScene.open({ seed });
    served.compare(['haiku', 'sonnet']);
    expect(actionsIn(await served.watched(40))).toEqual(['none']);
    expect(served.killed).toEqual([]);
  });

  it('is judged: the evidence about it is in the metrics', async () => {
    const served = await ServedScene.open();
    served.compare(['haiku', 'sonnet']);
    await served.watched(5);
    const records = served.lines.map((line) => JSON.parse(line));
    expect(records.at(-1)).toMatchObject({ Guardrail: 'errors:up', Evidence: expect.any(Number) });
  });
});

describe('the judge of what LaunchDarkly serves', () => {
  it('begins anew with the next candidate, whatever the last one did', async () => {
    const served = await aBadCandidate();
    await served.watched(15);
    served.compare(['haiku', 'opus']);
    expect(actionsIn(await served.watched(20))).toEqual(['none']);
    expect(served.killed).toEqual(['sonnet']);
  });

  it('begins anew when the document is deployed again, as after a kill that is taken back', async () => {
    const served = await aBadCandidate();
    await served.watched(15);
    served.failureRates.clear();
    await served.deploy(aStageDocument());
    expect(actionsIn(await served.watched(20))).toEqual(['none']);
    expect(await served.serve(50)).toMatchObject({ sonnet: expect.any(Number) });
  });

  it('decides nothing while candidates of two flags are served, and goes on when only one is', async () => {
    const served = await ServedScene.open();
    served.compare(['haiku', 'sonnet']);
    await served.watched(3);
    await served.settle('haiku');
    served.compare(['text', 'json'], 'response_format');
    const results = await served.watched(20);
    expect(results[2]?.reason).toMatch(/several-flags: candidates of inference_model and response_format/);
    const kill = results.find(({ action }) => action === 'killed');
    expect(kill?.reason).toMatch(/killed "json" of response_format/);
  });

  it('stops when a candidate has been served for as long as is watched', async () => {
    const served = await ServedScene.open({ watchHours: 1 });
    served.compare(['haiku', 'sonnet']);
    await served.watched(5);
    served.failureRates.set(SONNET, 0.5);
    served.scene.clock.advance(HOUR);
    await served.scene.engine.tick();
    expect((await served.watched(10)).at(-1)?.reason).toMatch(/longer than it is watched/);
  });

  it('goes on after an operator has reverted its kill, and judges what is served then', async () => {
    const served = await aBadCandidate();
    await served.watched(10);
    await served.scene.stop(2, true);
    expect(served.killed).toEqual([]);
    const results = await served.watched(15);
    expect(results[0]?.action).toBe('none');
    expect(results.filter(({ action }) => action === 'killed')).toHaveLength(1);
  });

  it('waits while a deployment of the document is in progress', async () => {
    const served = await aBadCandidate();
    await served.scene.deploy(aStageDocument());
    const results = await served.watched(10);
    expect(new Set(results.map(({ reason }) => reason))).toEqual(
      new Set(['a deployment of the flag document is in progress']),
    );
  });

  it('says that it is blind when the deployed document cannot be read', async () => {
    const served = await aBadCandidate({ document: { version: 1, flags: 'none' } });
    const [result] = await served.watched(1);
    expect(result).toMatchObject({
      action: 'none',
      reason: expect.stringMatching(/^the guard is blind, unreachable/),
    });
    expect(JSON.parse(served.lines.at(-1) ?? '')).toMatchObject({ GuardBlind: 1 });
  });

  it('has nothing to say while nobody is served a candidate', async () => {
    const served = await ServedScene.open();
    await served.settle('sonnet');
    served.failureRates.set(SONNET, 1);
    expect(actionsIn(await served.watched(10))).toEqual(['none']);
  });
});
