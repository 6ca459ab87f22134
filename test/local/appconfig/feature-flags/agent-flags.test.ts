import { describe, expect, it } from 'vitest';
import { answered, ask, definition, FlagScene, PATH } from './flag-scene.ts';

const TIERED = [
  { name: 'gold', rule: '(eq $plan "gold")', value: 'large' },
  { name: 'off', rule: '(eq $plan "none")', enabled: false, value: 'unseen' },
  { name: 'default', value: 'small' },
];

describe('an answer of feature flags (BEHAVIOUR A35)', () => {
  it('is the flag for one key, and a map for several or none', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: 'small', depth: 4 });
    const [model, depth] = [
      { enabled: true, value: 'small' },
      { enabled: true, value: 4 },
    ];
    const agent = scene.agent();
    expect(ask(agent)).toEqual(model);
    expect(answered(agent.get(`${PATH}?flag=model&flag=depth`))).toEqual({ model, depth });
    expect(answered(agent.get(PATH))).toEqual({ model, depth });
  });

  it.each([400, 404] as const)('has the status %s for an unknown key, as the switch says', async (status) => {
    const scene = new FlagScene();
    await scene.deploy({ model: 'small' });
    const agent = scene.agent({ flagBehaviour: { unknownFlagStatus: status } });
    expect(ask(agent, {}, 'constructor')).toBe(status);
  });

  it('is the first variant whose rule holds, else the one without a rule', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: TIERED });
    const agent = scene.agent();
    expect(ask(agent, { context: 'country=DE, plan=gold' })).toEqual({
      _variant: 'gold',
      enabled: true,
      value: 'large',
    });
    expect(ask(agent)).toEqual({ _variant: 'default', enabled: true, value: 'small' });
  });

  it('tells no attributes of what is disabled', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: TIERED });
    expect(ask(scene.agent(), { context: 'plan=none' })).toEqual({ _variant: 'off', enabled: false });
  });

  it('names the version that it is of', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: 'small' });
    await scene.deploy({ model: 'large' });
    expect(scene.agent().get(`${PATH}?flag=model`)).toHaveProperty(['headers', 'configuration-version'], '2');
  });

  it('follows a gradual deployment by entity, as of any configuration', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: 'old' });
    await scene.deploy({ model: 'new' }, 20);
    await scene.after(10);
    const agents = [scene.agent(), scene.agent()];
    const entities = Array.from({ length: 400 }, (_, at) => `user-${at}`);
    const [reached, again] = agents.map((agent) =>
      entities.filter((entity) => (ask(agent, { 'entity-id': entity }) as { value: string }).value === 'new'),
    );
    expect(again).toEqual(reached);
    expect(Math.abs((reached?.length ?? 0) - 200)).toBeLessThan(5 * Math.sqrt(400 * 0.25));
  });
});

describe('a split', () => {
  const share = (pct: number, seed = '') => `(split pct::${pct} by::$user_id${seed})`;
  async function counts(first: string, second: string, users = 4000) {
    const scene = new FlagScene();
    await scene.deploy({ model: [{ name: 'a', rule: first }, { name: 'b', rule: second }, { name: 'c' }] });
    const agent = scene.agent();
    const found: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let user = 0; user < users; user += 1) {
      const { _variant } = ask(agent, { context: `user_id=u${user}` }) as { _variant: string };
      found[_variant] = (found[_variant] ?? 0) + 1;
    }
    return (name: string) => Math.round(((found[name] ?? 0) / users) * 100);
  }

  it('of the same share after another has nobody left, and of a greater share the difference', async () => {
    const equal = await counts(share(20), share(20));
    expect([Math.abs(equal('a') - 20) < 4, equal('b')]).toEqual([true, 0]);
    const greater = await counts(share(20, ' seed::"x"'), share(25, ' seed::"x"'));
    expect(Math.abs(greater('b') - 5)).toBeLessThan(3);
  });

  it('by another seed takes its share of those who are left', async () => {
    const independent = await counts(share(20, ' seed::"x"'), share(25, ' seed::"y"'));
    expect(Math.abs(independent('b') - 20)).toBeLessThan(4);
  });

  it('without a seed splits another flag differently, and with one the same', async () => {
    const scene = new FlagScene();
    const flagOf = (rule: string) => [{ name: 'in', rule }, { name: 'out' }];
    const [plain, seeded] = [flagOf(share(50)), flagOf(share(50, ' seed::"x"'))];
    await scene.deploy({ model: plain, other: plain, first: seeded, second: seeded });
    const agent = scene.agent();
    const inside = (flag: string) =>
      Array.from({ length: 64 }, (_, user) => ask(agent, { context: `user_id=u${user}` }, flag)).map(
        (answer) => (answer as { _variant: string })._variant,
      );
    expect(inside('other')).not.toEqual(inside('model'));
    expect(inside('second')).toEqual(inside('first'));
  });
});

describe('a profile of feature flags', () => {
  it('refuses content that is no definition, when it is stored', async () => {
    const scene = new FlagScene();
    await expect(scene.version('{"model":{"enabled":true}}')).rejects.toThrow(/version/);
    await expect(scene.version(definition({ model: [{ rule: '(eq $a' }, {}] }))).rejects.toThrow(/rule/);
  });

  it('takes no JSON Schema', () => {
    const { engine, place } = new FlagScene();
    const Validators = [{ Type: 'JSON_SCHEMA' as const, Content: '{}' }];
    expect(() => engine.updateConfigurationProfile({ ...place, Validators })).toThrow(/JSON_SCHEMA/);
  });
});
