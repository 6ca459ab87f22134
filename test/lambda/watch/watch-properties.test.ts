import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRamp, HOUR, WatchScene } from './watch-scene.ts';

/** What happens between two looks of the watch. */
const EVENTS: Readonly<
  Record<string, (watched: WatchScene, number: number) => Promise<unknown> | undefined>
> = {
  deploy: (watched, percentage) => watched.scene.deploy(aRamp(percentage)),
  complete: (watched, percentage) => watched.complete(aRamp(percentage)),
  stop: (watched, number) => watched.scene.stop(number),
  revert: (watched, number) => watched.scene.stop(number, true),
  keep: async (watched, number) => watched.keep(number),
  allow: async (watched, number) => watched.keep(number, 'false'),
  minutes: (watched, minutes) => watched.scene.after(minutes),
  hours: async (watched) => watched.scene.clock.advance(40 * HOUR),
  condemn: async (watched) => {
    watched.verdict = 'roll_back';
  },
  acquit: async (watched) => {
    watched.verdict = 'continue';
  },
};

const history = fc.array(
  fc.record({
    event: fc.constantFrom(...Object.keys(EVENTS), 'complete', 'complete'),
    number: fc.constantFrom(0, 1, 2, 3, 20, 100),
  }),
  { minLength: 4, maxLength: 12 },
);

/** Whether a look may act: what is served, after all that was rolled back, is a watched rollout that was condemned. */
function mayAct(watched: WatchScene): boolean {
  const { engine, environment, clock } = watched.scene;
  const { Items = [] } = engine.listDeployments(environment);
  const newest = Items.find(({ State }) => State !== 'ROLLED_BACK');
  if (newest?.State !== 'COMPLETE' || watched.verdict !== 'roll_back') return false;
  const ageMs = clock.now() - (newest.CompletedAt?.getTime() ?? 0);
  const word = watched.tagsOf(newest.DeploymentNumber)['model-rollout:keep'] ?? 'false';
  return ageMs <= 72 * HOUR && word === 'false' && isCompared(watched);
}

function isCompared(watched: WatchScene): boolean {
  const { flags } = watched.served as ReturnType<typeof aRamp> & { flags: { killed?: string[] }[] };
  const text = JSON.stringify(flags);
  return /"rollout_percentage":(?!0|100)\d/.test(text) && !text.includes('"killed":["new"]');
}

describe('whatever operators do between its looks', () => {
  it('the watch acts exactly on a served rollout that it has condemned, and then the candidate is gone', async () => {
    let acts = 0;
    const play = async (events: readonly { event: string; number: number }[]) => {
      const watched = await new WatchScene().start({ isInProcess: true });
      watched.verdict = 'roll_back';
      for (const { event, number } of events) {
        // What an operator may not do at that moment, AppConfig refuses.
        await EVENTS[event]?.(watched, number)?.catch(() => undefined);
        const [before, expected] = [watched.history, mayAct(watched)];
        const { action } = await watched.look();
        const acted = action === 'reverted' || action === 'killed';
        expect({ event, action, acted }).toEqual({ event, action, acted: expected });
        if (acted) expect(isCompared(watched)).toBe(false);
        else expect(watched.history).toEqual(before);
        acts += acted ? 1 : 0;
      }
    };
    await fc.assert(fc.asyncProperty(history, play), { numRuns: 100 });
    expect(acts).toBeGreaterThan(30);
  });
});
