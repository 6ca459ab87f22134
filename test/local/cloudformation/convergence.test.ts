import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTemplate, aWorld, type Definition } from './scene.ts';

const IDS = ['A', 'B', 'C', 'D', 'E'] as const;
type Id = (typeof IDS)[number];

/** What a resource is to be: `name` replaces it, `value` does not, unless every property of its type replaces. */
interface Wish {
  readonly name: number;
  readonly value: number;
  /** Another resource, whose `Ref` takes the place of the value. */
  readonly refersTo: Id | undefined;
  readonly deletion: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  readonly replacement: 'Delete' | 'Retain';
}
type Wishes = ReadonlyMap<Id, Wish>;

interface Step {
  readonly wishes: Wishes;
  /** The resource whose making or changing is refused, once. */
  readonly refused: Id | undefined;
}

const wish = fc.record({
  name: fc.integer({ min: 1, max: 2 }),
  value: fc.integer({ min: 1, max: 2 }),
  refersTo: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  deletion: fc.constantFrom(
    'Delete' as const,
    'Delete' as const,
    'Retain' as const,
    'RetainExceptOnCreate' as const,
  ),
  replacement: fc.constantFrom('Delete' as const, 'Retain' as const),
});

/** References only go to what comes earlier in an order of the template's own, so that none go round in a circle. */
const wishes: fc.Arbitrary<Wishes> = fc
  .tuple(fc.shuffledSubarray([...IDS], { minLength: 1 }), fc.array(wish, { minLength: 5, maxLength: 5 }))
  .map(([order, drawn]) => {
    const entries = order.flatMap((id, place) => {
      const one = drawn[place];
      if (one === undefined) return [];
      const refersTo = one.refersTo === undefined ? undefined : order.slice(0, place)[one.refersTo];
      return [[id, { ...one, refersTo }] as const];
    });
    return new Map(entries);
  });

const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.record({ wishes, refused: fc.option(fc.constantFrom(...IDS), { nil: undefined }) }), {
    minLength: 2,
    maxLength: 4,
  })
  .map(([first, ...rest]) => [{ wishes: first?.wishes ?? new Map(), refused: undefined }, ...rest]);

/** A and B are changed by a value and replaced by a name, C and D are never replaced, E always. */
function definitionOf(id: Id, one: Wish): Definition {
  const value = one.refersTo === undefined ? `value ${one.value}` : { Ref: one.refersTo };
  const attributes = { DeletionPolicy: one.deletion, UpdateReplacePolicy: one.replacement };
  const name = `${id}-${one.name}`;
  if (id === 'A' || id === 'B') {
    return { Type: 'AWS::SNS::Topic', Properties: { TopicName: name, DisplayName: value }, ...attributes };
  }
  if (id === 'C' || id === 'D') {
    return {
      Type: 'AWS::AppConfig::Application',
      Properties: { Name: name, Description: value },
      ...attributes,
    };
  }
  const fixed = { ApplicationId: 'a', ConfigurationProfileId: 'p', ContentType: 'text/plain' };
  const Properties = { ...fixed, Content: name, Description: value };
  return { Type: 'AWS::AppConfig::HostedConfigurationVersion', Properties, ...attributes };
}

function isReplaced(id: Id, before: Wishes, after: Wishes): boolean {
  const [old, wanted] = [before.get(id), after.get(id)];
  if (old === undefined || wanted === undefined) return false;
  if (id === 'A' || id === 'B') return old.name !== wanted.name;
  if (id === 'C' || id === 'D') return false;
  if (old.name !== wanted.name || old.refersTo !== wanted.refersTo) return true;
  return wanted.refersTo === undefined
    ? old.value !== wanted.value
    : isReplaced(wanted.refersTo, before, after);
}

const isRetained = ({ deletion }: Wish): boolean => deletion.startsWith('Retain');

/** Follows what ought to be there: what the last good template says, and how many more are kept for good. */
class Bookkeeper {
  wishes: Wishes = new Map();
  readonly kept = new Map<Id, number>();

  keep(ids: Iterable<Id>): void {
    for (const id of ids) this.kept.set(id, (this.kept.get(id) ?? 0) + 1);
  }

  succeed(after: Wishes): void {
    const before = this.wishes;
    this.keep([...before].filter(([id, one]) => !after.has(id) && isRetained(one)).map(([id]) => id));
    const replaced = [...after].filter(([id]) => isReplaced(id, before, after));
    this.keep(replaced.filter(([, one]) => one.replacement === 'Retain').map(([id]) => id));
    this.wishes = after;
  }

  /** `made`: what had been made before it failed. */
  fail(after: Wishes, made: readonly Id[]): void {
    this.keep(made.filter((id) => after.get(id)?.deletion === 'Retain'));
  }

  destroy(): void {
    this.succeed(new Map());
  }
}

/** A stack, the resources that there are, and what ought to be. */
class Trial {
  readonly #world = aWorld();
  readonly #books = new Bookkeeper();
  #steps = 0;

  async take({ wishes, refused }: Step): Promise<void> {
    const { engine, shelf } = this.#world;
    const isFirst = this.#steps === 0;
    const TemplateBody = aTemplate(
      Object.fromEntries([...wishes].map(([id, one]) => [id, definitionOf(id, one)])),
    );
    this.#steps += 1;
    const { Id: ChangeSetName = '' } = await engine.createChangeSet({
      ...{ StackName: 'app', ChangeSetName: `set-${this.#steps}`, TemplateBody },
      ChangeSetType: isFirst ? 'CREATE' : 'UPDATE',
    });
    const { Status } = engine.describeChangeSet({ ChangeSetName });
    if (Status === 'FAILED') return this.#books.succeed(wishes);
    const begun = shelf.calls.length;
    let refusals = 0;
    shelf.refuse = ({ verb, logicalId }) => {
      if (verb === 'delete' || logicalId !== refused || refusals > 0) return undefined;
      refusals += 1;
      return 'it is refused';
    };
    await engine.executeChangeSet({ ChangeSetName });
    await engine.settled();
    if (refusals === 0) return this.#books.succeed(wishes);
    const made = shelf.calls.slice(begun).filter((call) => call.startsWith('create'));
    const ids = made.map((call) => call.replace('create ', '') as Id);
    this.#books.fail(
      wishes,
      ids.filter((id) => id !== refused),
    );
  }

  /** What is there is what the last good template says, and what was to be kept: no more, no less. */
  check(): void {
    const { engine, shelf } = this.#world;
    const { StackResources = [] } = engine.describeStackResources({ StackName: 'app' });
    const physical = new Map(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
    const contents = shelf.contents();
    for (const id of IDS) {
      const one = this.#books.wishes.get(id);
      const there = contents[id] ?? [];
      expect(there, id).toHaveLength((one === undefined ? 0 : 1) + (this.#books.kept.get(id) ?? 0));
      if (one === undefined) continue;
      const { Properties = {} } = definitionOf(id, one);
      const resolved = Object.entries(Properties).map(([name, value]) => [
        name,
        typeof value === 'object' ? physical.get(one.refersTo) : value,
      ]);
      expect(there, id).toContainEqual(Object.fromEntries(resolved));
    }
  }

  async destroy(): Promise<void> {
    const { engine, shelf } = this.#world;
    shelf.refuse = () => undefined;
    const { StackId } = engine.describeStacks({ StackName: 'app' }).Stacks?.[0] ?? {};
    await engine.deleteStack({ StackName: 'app' });
    await engine.settled();
    expect(engine.describeStacks({ StackName: StackId }).Stacks?.[0]?.StackStatus).toBe('DELETE_COMPLETE');
    this.#books.destroy();
    const left = Object.entries(shelf.contents()).map(([id, all]) => [id, all.length] as const);
    expect(new Map(left)).toEqual(new Map(this.#books.kept));
  }
}

describe('whatever templates follow each other, and whatever fails on the way', () => {
  it('what exists is what the last good template says and what was to be retained', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const trial = new Trial();
        for (const step of taken) {
          await trial.take(step);
          trial.check();
        }
        await trial.destroy();
      }),
    );
  });
});
