import { describe, expect, it } from 'vitest';
import { entityId } from '../../../lambda/flags/entity-id.ts';
import type { ResolvedFlag } from '../../../lambda/openfeature/resolved-flag.ts';
import { aProviderScene, type ProviderSceneOptions } from './scene.ts';

async function running(options: ProviderSceneOptions = {}, overrides: Record<string, string> = {}) {
  const there = await aProviderScene({ flags: { model: 'deployed' }, ...options });
  there.scene.run(there.scene.experiment(), 100, overrides);
  return there;
}

/** The first user on a side, and what they get. */
async function oneOf(role: 'candidate' | 'control', ask: (user: string) => Promise<ResolvedFlag>) {
  for (let user = 0; ; user += 1) {
    const resolved = await ask(`user-${user}`);
    if (resolved.role === role) return { user: `user-${user}`, resolved };
  }
}

describe('an experiment of AppConfig', () => {
  it('makes its control the control, and its treatments candidates', async () => {
    const { ask } = await running();
    const [control, candidate] = [await oneOf('control', ask), await oneOf('candidate', ask)];
    expect(control.resolved).toMatchObject({
      value: 'control',
      variant: '__c__',
      reason: 'SPLIT',
      control: undefined,
    });
    expect(candidate.resolved).toMatchObject({
      value: 'treatment',
      variant: '__t1__',
      reason: 'SPLIT',
      control: 'control',
    });
  });

  it('has the caller’s default for the control as long as nobody was seen in it', async () => {
    const { user } = await oneOf('candidate', (await running()).ask);
    const fresh = await running();
    expect(await fresh.ask(user)).toMatchObject({ role: 'candidate', control: 'mine' });
  });

  it('says nothing of a side for overrides, and for those it does not expose', async () => {
    const { ask } = await running({}, { [entityId('tester')]: 't1' });
    expect(await ask('tester')).toMatchObject({
      value: 'treatment',
      variant: '__t1_override__',
      role: undefined,
    });
    expect(await ask('member', { staff: true })).toMatchObject({ value: 'deployed', role: undefined });
  });

  it('groups users evenly on both sides, each always in the same group', async () => {
    const { ask } = await running();
    const buckets = await Promise.all(
      Array.from({ length: 60 }, async (_, user) => (await ask(`user-${user}`)).bucket),
    );
    expect(buckets.every((bucket) => bucket !== undefined && bucket >= 0 && bucket < 100_000)).toBe(true);
    expect((await ask('user-1')).bucket).toBe(buckets[1]);
    expect(new Set(buckets.map((bucket) => (bucket ?? 0) % 16)).size).toBeGreaterThan(8);
  });

  it('is joined with our records by what the agent logs, which is no user id', async () => {
    const { ask, scene } = await running();
    await ask('ann@example.com');
    expect(scene.assignments).toMatchObject([{ entityId: entityId('ann@example.com') }]);
  });

  it('keeps a user’s side while the agent is away', async () => {
    const { ask, state } = await running();
    const { user } = await oneOf('candidate', ask);
    state.fault = 'error';
    expect(await ask(user)).toMatchObject({ value: 'treatment', role: 'candidate', freshness: 'stale' });
    expect(await ask('user-of-nobody')).toMatchObject({ role: undefined });
  });
});

describe('an outcome that is tracked', () => {
  const lines: string[] = [];
  const emit = (line: string) => lines.push(line);
  const outcomes = { service: 'assistant', stage: 'prod', comparisons: 'requests' as const, emit };

  it('counts for the side of the user and for what it is served, and names nobody', async () => {
    lines.length = 0;
    const { ask, client, provider } = await running({
      provider: { outcomes: { ...outcomes, flags: ['model'] } },
    });
    const { user } = await oneOf('candidate', ask);
    client.track('task_completed', { targetingKey: user }, { value: 1 });
    client.track('task_completed', { targetingKey: 'someone', staff: true }, { value: 1 });
    await provider.onClose();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        ...{ Role: 'candidate', Flag: 'model', Value: 'treatment' },
        ...{ OutcomeName: 'task_completed', Outcome: 1 },
      },
    ]);
    expect(lines.join()).not.toContain(user);
  });
});
