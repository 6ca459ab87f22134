import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { DeploymentNews } from '../../../local/running/deployment-news.ts';
import { FunctionNews } from '../../../local/running/function-news.ts';
import type { Tell } from '../../../local/running/local-event.ts';
import { PaceNews } from '../../../local/running/pace-news.ts';
import { StackNews } from '../../../local/running/stack-news.ts';
import { MINUTE, Scene } from '../appconfig/scene.ts';
import { aTemplate, aTopic, aWorld } from '../cloudformation/scene.ts';

function heard(): { readonly tell: Tell; readonly texts: string[]; readonly abouts: object[] } {
  const [texts, abouts]: [string[], object[]] = [[], []];
  const tell: Tell = ({ text, about }) => {
    texts.push(text);
    abouts.push(about);
  };
  return { tell, texts, abouts };
}

describe('news of deployments', () => {
  it('tell each state once, and why one was taken back', async () => {
    const scene = new Scene({ monitors: [{ AlarmArn: 'arn:aws:cloudwatch:r:1:alarm:errors' }] });
    const { tell, texts, abouts } = heard();
    const news = new DeploymentNews(scene.engine, tell);
    await scene.deploy('first', scene.atOnce);
    await scene.deploy('second');
    news.look();
    news.look();
    scene.alarms.set('arn:aws:cloudwatch:r:1:alarm:errors', 'ALARM');
    scene.clock.advance(MINUTE);
    await scene.engine.tick();
    news.look();
    expect(texts).toEqual([
      'shop/prod: deployment 1 of flags, version 1, is complete',
      'shop/prod: deployment 2 of flags, version 2, is started',
      expect.stringMatching(/deployment 2 of flags, version 2, is rolled back: Rollback .*alarm:errors$/),
    ]);
    expect(abouts.at(-1)).toMatchObject({ environment: 'prod', number: 2, state: 'ROLLED_BACK' });
  });
});

describe('news of stacks', () => {
  it('tell each status that is seen, and the resource that failed first', async () => {
    const world = aWorld();
    const { tell, texts } = heard();
    const news = new StackNews(world.engine, tell);
    const settle = async () => {
      await world.engine.settled();
      news.look();
      news.look();
    };
    world.shelf.refuse = ({ logicalId }) => (logicalId === 'Second' ? 'no\nroom' : undefined);
    const resources = { First: aTopic(), Second: aTopic({}, { DependsOn: 'First' }) };
    await world.engine.createStack({ StackName: 'good', TemplateBody: aTemplate({ First: aTopic() }) });
    await settle();
    await world.engine.createStack({ StackName: 'bad', TemplateBody: aTemplate(resources) });
    await settle();
    await world.engine.deleteStack({ StackName: 'good' });
    await settle();
    expect(texts).toEqual([
      'stack good: CREATE_COMPLETE, 1 resource',
      'stack bad: ROLLBACK_COMPLETE; Second (AWS::SNS::Topic) failed: no / room',
      'stack good: DELETE_COMPLETE',
    ]);
  });
});

describe('news of functions', () => {
  const failed = { functionName: 'f', timestampMs: 0, values: { Invocations: 1, Errors: 1 } };
  const line = {
    functionName: 'f',
    logGroup: 'g',
    timestampMs: 0,
    line: 'ERROR\tInvoke Error\nTypeError: no',
  };

  it('tell a failure with the line that says why, and more of them once a minute with their number', () => {
    const clock = new VirtualClock(0);
    const { tell, texts } = heard();
    const news = new FunctionNews(clock, tell);
    news.printed(line);
    for (let minute = 0; minute < 3; minute += 1) {
      for (let count = 0; count < 4; count += 1) {
        news.invoked(failed);
        clock.advance(MINUTE / 4);
        news.look();
      }
    }
    const why = ': ERROR\tInvoke Error / TypeError: no';
    expect(texts).toEqual([
      `function f failed once${why}`,
      ...Array(2).fill(`function f failed 4 times${why}`),
    ]);
  });

  it('are silent about functions that do not fail', () => {
    const { tell, texts } = heard();
    const news = new FunctionNews(new VirtualClock(0), tell);
    news.invoked({ ...failed, values: { Invocations: 1, Errors: 0, Throttles: 0, Duration: 5 } });
    news.look();
    expect(texts).toEqual([]);
  });
});

describe('news of the pace', () => {
  it('tell how fast time really is, once in a while and where it is felt, and that it stood still when it did so for long', () => {
    const clock = new VirtualClock(0);
    let realMs = 0;
    const { tell, texts } = heard();
    const realTime = { now: () => realMs, wait: async () => {} };
    const news = new PaceNews({ clock, realTime, speed: 600, tell });
    for (let count = 0; count < 16; count += 1) {
      realMs += 1000;
      clock.advance(37_000);
      news.waited(1000);
    }
    realMs += 60_000;
    clock.advance(35_000_000);
    news.waited(1000);
    realMs += 3_600_000;
    news.waited(3_600_000);
    expect(texts).toEqual([
      'time runs at 37x in place of 600x: it waits for functions, and skips nothing',
      'time has stood still for 3600 s: this machine was asleep, or busy',
    ]);
  });
});
