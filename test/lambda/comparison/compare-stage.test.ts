import { beforeEach, describe, expect, it } from 'vitest';
import { compareStage, type StageComparison } from '../../../lambda/comparison/compare-stage.ts';
import { comparedMetrics } from '../../../lambda/comparison/compared-metrics.ts';
import { deploymentReader, metricReader } from '../../../lambda/guard/sdk-readers.ts';
import { HOUR, NAMES, serveArms } from '../../cli/compare/compared-stage.ts';
import { CliStage, MINUTE } from '../../cli/stage.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';

const { signal } = new AbortController();
const TRAFFIC = { requests: 100, candidate: {}, control: {} };

/** `new` for so many per cent, else `old`; `killed` is what nobody is served. */
function aRollout(percentage: number, killed: readonly string[] = []): unknown {
  return aDocument([aFlag({ rules: [aPercentage(percentage)], killed })]);
}

let stage: CliStage;

beforeEach(async () => {
  stage = await CliStage.open({ first: aDocument([aFlag()]) });
});

/** A document, and an hour of a hundred requests. */
async function serve(document: unknown): Promise<void> {
  await stage.deploy(document);
  await stage.pass(10 * MINUTE);
  await serveArms(stage, 1, TRAFFIC, { comparisons: 'requests' });
}

/** What is seen of the last hour. */
function compared({ isCut = false, minutes = 62 } = {}): Promise<StageComparison> {
  const nowMs = stage.clock.now();
  const { appConfig, cloudWatch } = stage.clients;
  const { applicationId, environmentId, profileId } = stage;
  return compareStage(
    {
      source: { metrics: metricReader(cloudWatch), ...NAMES, nowMs },
      deployments: deploymentReader(appConfig),
      place: { applicationId, environmentId, profileId },
      ...{ within: { fromMs: nowMs - minutes * MINUTE, toMs: nowMs - MINUTE }, isCut, options: {} },
      metrics: comparedMetrics([{ name: 'rating', direction: 'up', tolerance: 0.97, primary: true }]),
    },
    signal,
  );
}

function requestsOf({ comparisons }: StageComparison): readonly number[] {
  return comparisons.map(({ exposures: { arms } }) =>
    arms.reduce((sum, { exposures }) => sum + exposures, 0),
  );
}

describe('a comparison that began before the time that is looked at', () => {
  it('is counted from its beginning, however often the document was deployed meanwhile', async () => {
    await serve(aRollout(50));
    await serve(aRollout(50, ['other']));
    await serve(aRollout(50, ['other', 'another']));
    const result = await compared();
    expect(requestsOf(result)).toEqual([300]);
    expect(result.comparisons[0]?.trial.deployments).toEqual([2, 3, 4]);
    expect(result.notes).toEqual([]);
  });

  it('is followed back with one look at the list of deployments, and one at each document', async () => {
    for (const killed of ['a', 'b', 'c', 'd']) await serve(aRollout(50, [killed]));
    stage.requests.length = 0;
    expect((await compared()).comparisons[0]?.trial.deployments).toEqual([2, 3, 4, 5]);
    // The list, and the documents of five deployments.
    expect(stage.requests.filter((request) => request.startsWith('GET '))).toHaveLength(6);
  });

  it('leaves out what had other shares, as it does within the time', async () => {
    await serve(aRollout(10));
    await serve(aRollout(50));
    const { comparisons } = await compared();
    expect(comparisons.map(({ trial }) => trial.deployments)).toEqual([[3]]);
  });

  it('is compared with a word about outcomes that come late, where its shares were changed', async () => {
    await serve(aRollout(10));
    await serve(aRollout(50));
    expect((await compared({ minutes: 200 })).notes.join()).toContain('Outcomes count when they arrive');
    expect((await compared()).notes.join()).not.toContain('Outcomes count');
  });

  it('is counted from a moment that somebody names, with a word about it', async () => {
    await serve(aRollout(50));
    const result = await compared({ isCut: true });
    expect(result.comparisons[0]?.span.fromMs).toBe(result.within.fromMs);
    expect(result.notes.join()).toContain('counted from then on only');
  });
});

describe('a comparison that is over', () => {
  it('is not waited for without a word that nothing more comes', async () => {
    await serve(aRollout(50));
    await stage.deploy(aDocument([aFlag()]));
    await stage.pass(5 * MINUTE);
    const { notes, comparisons } = await compared();
    expect(comparisons[0]?.comparison.verdicts[0]?.verdict.kind).toBe('not-yet');
    expect(notes.join()).toMatch(/The comparison of m ended on 2026-.* UTC/);
  });
});

describe('several flags that were changed at once', () => {
  it('are named', async () => {
    const both = (value: string) =>
      aDocument(['m', 'n'].map((flag) => aFlag({ flag, default: value, permanent: true })));
    stage = await CliStage.open({ first: both('old'), isValidated: false });
    await stage.deploy(both('new'));
    await stage.pass(HOUR);
    expect((await compared()).notes.join()).toContain('changed several flags at once (m, n)');
  });
});
