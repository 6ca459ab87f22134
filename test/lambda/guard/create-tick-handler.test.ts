import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assess } from '../../../lambda/guard/assessment.ts';
import { createTickHandler, TICK_BUDGET_MS } from '../../../lambda/guard/create-tick-handler.ts';
import { anything } from '../../helpers/arbitraries.ts';
import { GuardedScene, ramp } from './guarded-scene.ts';

const WORSE = { candidate: { requests: 60, errors: 12 }, control: { requests: 60, errors: 2 } };
const ALIKE = { candidate: { requests: 60, errors: 3 }, control: { requests: 60, errors: 3 } };

async function aRollout(): Promise<GuardedScene> {
  const scene = new GuardedScene();
  await scene.deploy(ramp(50));
  return scene;
}

describe('a tick', () => {
  it('takes back a candidate that fails more often than tolerated, and says how often', async () => {
    const scene = await aRollout();
    const handler = await scene.handler();
    await scene.minutes(16, WORSE);
    const directive = await handler(scene.tickEvent());
    expect(directive).toEqual({
      Directive: 'ROLL_BACK',
      Description: expect.stringMatching(
        /^errors: candidate 180 of 900 \(20 %\), control 30 of 900 \(3\.33 %\), 6 times \([\d.]+ to [\d.]+\), tolerated 1\.1; evidence [\d.e+]+ >= 20 after 16 minutes$/,
      ),
    });
  });

  it('lets a candidate go on that is as good as the control', async () => {
    const scene = await aRollout();
    const handler = await scene.handler();
    await scene.minutes(20, ALIKE);
    expect(await handler(scene.tickEvent())).toEqual({ Directive: 'CONTINUE' });
    expect(scene.lines[0]).toMatchObject({
      Service: 'shop',
      Environment: 'prod',
      GuardBlind: 0,
      look: 'continue',
    });
  });

  it('reports its evidence for all and for each guardrail, where it can be plotted', async () => {
    const scene = await aRollout();
    const handler = await scene.handler();
    await scene.minutes(16, WORSE);
    await handler(scene.tickEvent());
    const [look, guardrail, ...rest] = scene.lines;
    expect(rest).toEqual([]);
    expect(look).toMatchObject({ GuardBlind: 0, SampleRatioMismatch: 0, look: 'roll_back', flag: 'm' });
    expect(look?.why).toMatch(/^errors: candidate 180 of 900 .* after 16 minutes$/);
    expect(look?.Evidence).toBeGreaterThan(20);
    expect(guardrail).toMatchObject({ Guardrail: 'errors:up', Evidence: look?.Evidence });
  });

  it('reports how far the deployment is, where AppConfig says so in a number', async () => {
    const scene = await aRollout();
    const handler = await scene.handler();
    await handler(scene.tickEvent());
    for (const PercentageComplete of [undefined, '', 'all', 120]) {
      await handler({ ...scene.tickEvent(), PercentageComplete });
    }
    const looks = scene.lines.filter(({ look }) => look !== undefined);
    expect(looks.map(({ DeploymentPercentage }) => DeploymentPercentage)).toEqual([
      20,
      ...Array(4).fill(undefined),
    ]);
  });

  it('does not look at deployments of other profiles', async () => {
    const scene = await aRollout();
    const other = { ...scene.tickEvent(), ConfigurationProfile: { Id: 'prompts', Name: 'prompts' } };
    const looks: unknown[] = [];
    const assess: Assess = async (look) => {
      looks.push(look);
      return { kind: 'nothing-in-motion' };
    };
    const handler = await scene.handler(assess);
    expect(await handler(other)).toEqual({ Directive: 'CONTINUE' });
    expect([looks, scene.lines]).toEqual([[], []]);
  });

  it('knows its profile by the name too, and takes members in camelCase', async () => {
    const scene = await aRollout();
    const looks: unknown[] = [];
    const dependencies = {
      assess: async (look: unknown) => {
        looks.push(look);
        return { kind: 'nothing-in-motion' } as const;
      },
      ...{ alpha: 0.05, flagsProfile: 'flags', record: () => [], clock: scene.clock, emit: () => undefined },
    };
    const event = {
      application: { id: 'app' },
      environment: { id: 'env' },
      configurationProfile: { id: 'prof', name: 'flags' },
    };
    await createTickHandler(dependencies)(event);
    expect(looks).toEqual([
      {
        ...{ applicationId: 'app', environmentId: 'env', profileId: 'prof', profileName: 'flags' },
        deadlineMs: scene.clock.now() + TICK_BUDGET_MS,
      },
    ]);
  });
});

describe('a tick that goes wrong', () => {
  it('continues and counts as blind when the event is not one of a tick', async () => {
    const scene = new GuardedScene();
    const handler = await scene.handler();
    expect(await handler({ Application: { Id: 'app' } })).toEqual({ Directive: 'CONTINUE' });
    expect(scene.lines).toMatchObject([
      { GuardBlind: 1, reason: 'internal', detail: expect.stringContaining('AT_DEPLOYMENT_TICK') },
    ]);
  });

  it('continues and counts as blind when the assessment breaks its word and rejects', async () => {
    const scene = await aRollout();
    const handler = await scene.handler(async () => {
      throw new TypeError('x is not a function');
    });
    expect(await handler(scene.tickEvent())).toEqual({ Directive: 'CONTINUE' });
    expect(scene.lines).toMatchObject([{ GuardBlind: 1, reason: 'internal' }]);
  });

  it('still takes back what is worse when nothing can be written', async () => {
    const scene = await aRollout();
    const assess = await scene.assess();
    await scene.minutes(16, WORSE);
    const handler = createTickHandler({
      ...{ assess, alpha: 0.05, flagsProfile: scene.profileId, clock: scene.clock },
      record: () => ['line'],
      emit: () => {
        throw new Error('EPIPE');
      },
    });
    expect(await handler(scene.tickEvent())).toMatchObject({ Directive: 'ROLL_BACK' });
  });

  it('answers CONTINUE to whatever it is called with', async () => {
    const scene = new GuardedScene();
    const handler = await scene.handler(async () => ({ kind: 'nothing-in-motion' }));
    const event = fc.oneof(
      anything,
      fc.record({ Application: anything, Environment: anything, ConfigurationProfile: anything }),
    );
    await fc.assert(
      fc.asyncProperty(event, async (input) => {
        expect(await handler(input)).toEqual({ Directive: 'CONTINUE' });
      }),
    );
  });
});
