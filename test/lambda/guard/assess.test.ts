import { describe, expect, it } from 'vitest';
import { createAssess } from '../../../lambda/guard/assess.ts';
import type { Assessment } from '../../../lambda/guard/assessment.ts';
import { exactOnly } from '../../../lambda/guard/exact-only.ts';
import { causeIn } from '../../../lambda/guard/verdict-sentence.ts';
import type { HttpHandler, HttpResponse } from '../../../local/http/loopback-server.ts';
import { ServiceError } from '../../../local/http/service-error.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { AT_REST, type Between, GuardedScene, ramp } from './guarded-scene.ts';

const NO_REQUESTS = {
  minutes: { candidate: { exposures: [], sums: [] }, control: { exposures: [], sums: [] } },
};
const WORSE = { candidate: { requests: 60, errors: 12 }, control: { requests: 60, errors: 2 } };

async function aBadRollout(): Promise<GuardedScene> {
  const scene = new GuardedScene();
  await scene.deploy(ramp(50));
  await scene.minutes(16, WORSE);
  return scene;
}

/** The first `times` answers are another's. */
function first(times: number, answer: HttpHandler): Between {
  let left = times;
  return (engine) => (request) => {
    left -= 1;
    return left >= 0 ? answer(request) : engine(request);
  };
}

function failing(name: string, status: number): HttpHandler {
  return () => {
    throw new ServiceError(name, status, 'why');
  };
}

/** The engine's answer with members changed. */
function changed(change: (answer: Record<string, unknown>) => object): Between {
  return (engine) => async (request) => {
    const response: HttpResponse = await engine(request);
    const answer = JSON.parse(String(response.body)) as Record<string, unknown>;
    return { ...response, body: JSON.stringify({ ...answer, ...change(answer) }) };
  };
}

async function cloudWatchBehind(between: Between, budgetMs?: number): Promise<Assessment> {
  const scene = await aBadRollout();
  const assess = await scene.assess({ cloudWatch: between });
  return assess(scene.look(budgetMs));
}

const ROLLED_BACK = { kind: 'judged', verdict: { verdict: 'roll_back' } };

describe('an assessment', () => {
  it('judges what is in motion and says since when', async () => {
    const scene = await aBadRollout();
    const startedAt = scene.deployment().StartedAt?.getTime();
    const assess = await scene.assess();
    expect(await assess(scene.look())).toMatchObject({
      ...ROLLED_BACK,
      rollout: { flag: 'm', candidates: ['new'], sinceMs: startedAt },
    });
  });

  it('has nothing to judge while nothing is compared, and asks CloudWatch nothing', async () => {
    const scene = new GuardedScene();
    await scene.deploy(AT_REST);
    await scene.minutes(2, {});
    const assess = await scene.assess({ cloudWatch: () => failing('InternalServiceFault', 500) });
    expect(await assess(scene.look())).toEqual({ kind: 'nothing-in-motion' });
  });

  it('decides nothing in the first minutes, before there is one to read', async () => {
    const scene = new GuardedScene();
    await scene.deploy(ramp(50));
    const assess = await scene.assess({ cloudWatch: () => failing('InternalServiceFault', 500) });
    expect(await assess(scene.look())).toMatchObject({ kind: 'judged', verdict: { verdict: 'continue' } });
  });

  it('is blind when the roles have other shares than the document gives them', async () => {
    const scene = new GuardedScene();
    await scene.deploy(ramp(50));
    await scene.minutes(16, {
      candidate: { requests: 80, errors: 0 },
      control: { requests: 20, errors: 0 },
    });
    const assess = await scene.assess();
    expect(await assess(scene.look())).toEqual({
      kind: 'blind',
      reason: 'sample-ratio',
      detail: expect.stringMatching(
        /^the candidate has 80 % of 1500 compared requests, the document says 50 %;/,
      ),
    });
  });

  it('rolls back a candidate whose failures make its users ask again, and names the doubt', async () => {
    const scene = new GuardedScene();
    await scene.deploy(ramp(50));
    await scene.minutes(16, {
      candidate: { requests: 80, errors: 40 },
      control: { requests: 20, errors: 0 },
    });
    const assessment = await (await scene.assess())(scene.look());
    expect(assessment).toMatchObject({ kind: 'judged', verdict: { verdict: 'roll_back' } });
    expect(causeIn(assessment, { alpha: 0.05, nowMs: scene.clock.now() })).toMatch(
      /after 16 minutes; the shares of the roles are not those of the document$/,
    );
  });

  it('is blind where gates with different shares would take a difference between segments for one of the candidate', async () => {
    const scene = new GuardedScene();
    await scene.deploy(
      aDocument([
        aFlag({ rules: [aPercentage(50, { plan: 'premium' }), { ...aPercentage(5), name: 'others' }] }),
      ]),
    );
    // Of 100 premium requests 10 fail, of 100 others 1, whoever answers.
    await scene.minutes(16, {
      candidate: { requests: 50 + 5, errors: 5 },
      control: { requests: 50 + 95, errors: 5 + 1 },
    });
    const assess = await scene.assess();
    expect(await assess(scene.look())).toMatchObject({ kind: 'blind', reason: 'unequal-gates' });
  });

  it('does not count the minute that is not over, nor the one whose records may be late', async () => {
    const scene = new GuardedScene();
    await scene.deploy(ramp(50));
    await scene.minutes(1, WORSE);
    await scene.minutes(1, { control: { requests: 7, errors: 0 } });
    const assess = await scene.assess();
    const assessment = await assess(scene.look());
    if (assessment.kind !== 'judged') throw new Error(JSON.stringify(assessment));
    expect(assessment.verdict.findings[0]?.against.totals).toMatchObject({ controlExposures: 60 });
  });
});

describe('a source that fails for a moment', () => {
  it.each([
    ['CloudWatch throttles', first(2, failing('ThrottlingException', 400))],
    ['CloudWatch has an error of its own', first(2, failing('InternalServiceFault', 500))],
    ['a connection is reset', first(1, () => ({ status: 200, connection: 'reset' }))],
    ['one attempt is not answered', first(1, () => ({ status: 200, connection: 'hang' }))],
  ])('is asked again when %s', async (_what, between) => {
    expect(await cloudWatchBehind(between)).toMatchObject(ROLLED_BACK);
  });

  it('is asked again when it is AppConfig', async () => {
    const scene = await aBadRollout();
    const assess = await scene.assess({ appConfig: first(2, failing('ThrottlingException', 429)) });
    expect(await assess(scene.look())).toMatchObject(ROLLED_BACK);
  });

  it('gives the rest on later pages', async () => {
    const pages: Between = (engine) => (request) => {
      const body = JSON.stringify({ ...JSON.parse(request.body.toString()), MaxDatapoints: 100 });
      return engine({ ...request, body: Buffer.from(body) });
    };
    expect(await cloudWatchBehind(pages)).toMatchObject(ROLLED_BACK);
  });
});

describe('a source that goes on failing', () => {
  it.each([
    ['throttles', 'ThrottlingException', 400],
    ['has an error of its own', 'InternalServiceFault', 500],
    ['refuses', 'AccessDeniedException', 403],
  ])('leaves the guard blind when CloudWatch %s', async (_what, name, status) => {
    expect(await cloudWatchBehind(() => failing(name, status))).toEqual({
      kind: 'blind',
      reason: 'unreachable',
      detail: expect.stringContaining(
        `GetMetricData failed at attempt ${status === 403 ? 1 : 4} with ${name}`,
      ),
    });
  });

  it('leaves the guard blind when AppConfig is down', async () => {
    const scene = await aBadRollout();
    const assess = await scene.assess({ appConfig: () => failing('InternalServerException', 500) });
    expect(await assess(scene.look())).toMatchObject({
      ...{ kind: 'blind', reason: 'unreachable' },
      detail: expect.stringContaining('ListDeployments'),
    });
  });

  it('does not keep anybody waiting when it hangs', async () => {
    const before = performance.now();
    const assessment = await cloudWatchBehind(() => () => ({ status: 200, connection: 'hang' }), 150);
    expect(assessment).toMatchObject({ kind: 'blind', reason: 'unreachable' });
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('does not keep anybody waiting when it does not heed that nobody waits', async () => {
    const scene = new GuardedScene();
    const assess = createAssess({
      history: { current: () => new Promise(() => {}) },
      metrics: { read: () => new Promise(() => {}) },
      guard: scene.guard,
      means: exactOnly(scene.guard),
      clock: scene.clock,
    });
    expect(await assess(scene.look(20))).toMatchObject({
      ...{ kind: 'blind', reason: 'unreachable', detail: expect.stringContaining('after 20 ms') },
    });
  });

  it.each([
    ['partial', () => ({ MetricDataResults: [] })],
    [
      'cut short',
      ({ MetricDataResults }: Record<string, unknown>) => ({
        MetricDataResults: (MetricDataResults as object[]).map((result) => ({
          ...result,
          StatusCode: 'PartialData',
        })),
      }),
    ],
    ['commented', () => ({ Messages: [{ Code: 'MaxMetricsExceeded', Value: 'too many' }] })],
    ['without an end', () => ({ NextToken: 'again' })],
  ])('leaves the guard blind when its data are %s', async (_what, change) => {
    // The engine knows no token of another's making, so every page is its first.
    const withoutToken: Between = (engine) => (request) => {
      const { NextToken: _, ...input } = JSON.parse(request.body.toString());
      return engine({ ...request, body: Buffer.from(JSON.stringify(input)) });
    };
    const assessment = await cloudWatchBehind((engine) => changed(change)(withoutToken(engine)));
    expect(assessment).toMatchObject({ kind: 'blind', reason: 'partial' });
  });

  it('is told apart from a fault of our own', async () => {
    const scene = await aBadRollout();
    const assess = createAssess({
      history: {
        current: async () => {
          throw new TypeError('x is not a function');
        },
      },
      metrics: { read: async () => ({ firstMinute: 0, metrics: [], requests: NO_REQUESTS, shares: [] }) },
      guard: scene.guard,
      means: exactOnly(scene.guard),
      clock: scene.clock,
    });
    expect(await assess(scene.look())).toEqual({
      ...{ kind: 'blind', reason: 'internal', detail: 'TypeError: x is not a function' },
    });
  });
});
