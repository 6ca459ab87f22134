import type { EvaluationDetails, FlagValue } from '@openfeature/server-sdk';
import { expect } from 'vitest';
import type { Step } from './scenarios.ts';
import type { Asked, ProviderState, World } from './world.ts';

type Rows = Step['rows'];
type Run = (world: World, words: readonly string[], rows: Rows) => Promise<void> | void;

/** Runs a step; throws when nothing here is meant by its words. */
export async function runStep(world: World, { text, rows }: Step): Promise<void> {
  for (const [pattern, run] of [...GIVEN, ...WHEN, ...THEN]) {
    const match = pattern.exec(text);
    if (!match) continue;
    await run(world, match.slice(1), rows);
    return;
  }
  throw new Error(`no step is known for: ${text}`);
}

const GIVEN: readonly (readonly [RegExp, Run])[] = [
  [
    /^an? (stable|stale|error|not ready|fatal) provider$/,
    (world, [state]) => world.provide(state as ProviderState),
  ],
  [/^a stable provider with retrievable context is registered$/, (world) => world.provide('stable')],
  [
    /^a (\w+)-flag with key "(.*)" and a fallback value "(.*)"$/,
    (world, [type, key, fallback]) => {
      world.asked = asked(type, key, fallback);
    },
  ],
  [
    /^a context containing a key "(.*)", with type "(.*)" and with value "(.*)"$/,
    ({ context }, [key = '', type, value]) => {
      context[key] = typed(type, value) as string | number | boolean;
    },
  ],
  [
    /^a context containing a key "(.*)" with null value$/,
    ({ context }, [key = '']) => {
      context[key] = null;
    },
  ],
  [
    /^an evaluation context with modifiable data$/,
    ({ context }) => {
      context.mutable = 'before';
    },
  ],
  [/^a client with added hook$/, (world) => void world.client.addHooks(world.hook())],
  [
    /^evaluation options containing specific hooks$/,
    (world) => void world.options.hooks?.push(world.hook('first '), world.hook('second ')),
  ],
  [/^A table with levels of increasing precedence$/, (world, _words, rows) => void levels(world, rows)],
  [
    /^A context entry with key "(.*)" and value "(.*)" is added to the "(.*)" level$/,
    (world, [key = '', value = '', level = '']) => addTo(world, level, { [key]: value }),
  ],
  [
    /^Context entries for each level from API level down to the "(.*)" level, with key "(.*)" and value "(.*)"$/,
    (world, [last = '', key = '']) => {
      const all = world.levels.slice(0, world.levels.indexOf(last) + 1);
      for (const level of all) addTo(world, level, { [key]: level });
    },
  ],
  [
    /^context contains keys "fn", "ln", "age", "customer" with values "(.*)", "(.*)", (\d+), "(.*)"$/,
    (world, [fn = '', ln = '', age, customer]) => {
      world.context = { fn, ln, age: Number(age), customer: customer === 'true' };
    },
  ],
];

const WHEN: readonly (readonly [RegExp, Run])[] = [
  [/^the flag was evaluated with details/, (world) => world.evaluate()],
  [/^Some flag was evaluated$/, (world) => world.evaluate()],
  [
    /^an? (\w+) flag with key "(.*)" is evaluated (?:with details and|with) a? ?(?:default value )?"?(.*?)"?(?: default value)?$/,
    (world, [type, key, fallback]) => ask(world, asked(type, key, fallback)),
  ],
  [
    /^a flag with key "(.*)" is evaluated with default value "(.*)"$/,
    (world, [key, fallback]) => ask(world, asked('string', key, fallback)),
  ],
  [
    /^a non-existent string flag with key "(.*)" is evaluated with details and a fallback value "(.*)"$/,
    (world, [key, fallback]) => ask(world, asked('string', key, fallback)),
  ],
  [
    /^a string flag with key "(.*)" is evaluated as an integer, with details and a fallback value (\d+)$/,
    (world, [key, fallback]) => ask(world, asked('integer', key, fallback)),
  ],
];

const THEN: readonly (readonly [RegExp, Run])[] = [
  [
    /^the resolved details value should be "(.*)"$/,
    (world, [value]) => expect(got(world).value).toEqual(typed(world.asked.type, value)),
  ],
  [/^the reason should be "(.*)"$/, (world, [reason]) => expect(got(world).reason).toBe(reason)],
  [/^the error-code should be "(.*)"$/, (world, [code]) => expect(got(world).errorCode).toBe(code)],
  [/^the flag key should be "(.*)"$/, (world, [key]) => expect(got(world).flagKey).toBe(key)],
  [/^the variant should be "([^"]*)"$/, (world, [name]) => expectVariant(world, name)],
  [
    /^the variant should be "(.*)", and the reason should be "(.*)"$/,
    (world, [name, reason]) => {
      expectVariant(world, name);
      expect(got(world).reason).toBe(reason);
    },
  ],
  [
    /^the provider status should be "(.*)"$/,
    ({ client }, [status]) => expect(client.providerStatus).toBe(status),
  ],
  [
    /^the "(before|error)" hook should have been executed$/,
    ({ stages }, [stage]) => expect(stages.map((ran) => ran.stage)).toContain(stage),
  ],
  [
    /^the "(.*)" hooks should be called with evaluation details$/,
    (world, [stages = ''], rows) => {
      for (const stage of stages.split(', ')) expectDetails(world, stage, rows);
    },
  ],
  [
    /^the specified hooks should execute during evaluation$/,
    ({ stages }) => expect(stages).not.toHaveLength(0),
  ],
  [
    /^the hook order should be maintained$/,
    ({ stages }) => {
      const order = [
        'first before',
        'second before',
        'second after',
        'first after',
        'second finally',
        'first finally',
      ];
      expect(stages.map(({ stage }) => stage)).toEqual(order);
    },
  ],
  [
    /^the original evaluation context should remain unmodified$/,
    ({ context }) => expect(context).toEqual({ mutable: 'before' }),
  ],
  [
    /^the evaluation details should be immutable$/,
    (world) => expect(Object.isFrozen(got(world).flagMetadata)).toBe(true),
  ],
  [/^the evaluation should complete without blocking$/, (world) => expect(got(world)).toBeDefined()],
  [
    /^The merged context contains an entry with key "(.*)" and value "(.*)"$/,
    ({ lastContext }, [key = '', value]) => expect(lastContext).toHaveProperty(key, value),
  ],
  [
    /^the resolved (boolean|string|integer|float)(?: details)? value should be "?([^",]*)"?$/,
    (world, [type, value]) => expect(got(world).value).toEqual(typed(type, value)),
  ],
  [
    /^the resolved (\w+) details value should be "?([^",]*)"?, the variant should be "(.*)", and the reason should be "(.*)"$/,
    (world, [type, value, name, reason]) => {
      expect(got(world)).toMatchObject({ value: typed(type, value), reason });
      expectVariant(world, name);
    },
  ],
  [
    /^the resolved object (?:details )?value should be contain fields "(.*)", "(.*)", and "(.*)", with values "(.*)", "(.*)" and (\d+), respectively$/,
    (world, [first = '', second = '', third = '', flag, text, count]) =>
      expect(got(world).value).toEqual({ [first]: flag === 'true', [second]: text, [third]: Number(count) }),
  ],
  [
    /^the resolved string response should be "(.*)"$/,
    (world, [value]) => expect(got(world).value).toBe(value),
  ],
  [
    /^the resolved flag value is "(.*)" when the context is empty$/,
    async (world, [value]) => {
      world.context = {};
      await world.evaluate();
      expect(got(world).value).toBe(value);
    },
  ],
  [
    /^the default (string|integer) value should be returned$/,
    (world) => expect(got(world).value).toBe(world.asked.fallback),
  ],
  [
    /^the reason should indicate an error and the error code should indicate .* with "(.*)"$/,
    (world, [errorCode]) => expect(got(world)).toMatchObject({ reason: 'ERROR', errorCode }),
  ],
];

function got({ details }: World): EvaluationDetails<FlagValue> {
  if (details === undefined) throw new Error('nothing was evaluated');
  return details;
}

async function ask(world: World, question: Asked): Promise<void> {
  world.asked = question;
  await world.evaluate();
}

function asked(type = '', key = '', fallback = ''): Asked {
  return { type, key, fallback: typed(type, fallback) };
}

/** Text of the specification as a value of its type; its tables escape quotation marks for a reason of their own. */
function typed(type = '', text = ''): FlagValue {
  switch (type.toLowerCase()) {
    case 'boolean':
      return text === 'true';
    case 'string':
      return text;
    case 'object':
      return JSON.parse(text.replaceAll('\\"', '"'));
    default:
      return Number(text);
  }
}

function expectVariant(world: World, name = ''): void {
  expect(got(world).variant).toBe(world.flags.variant(world.asked.key, name));
}

function expectDetails(world: World, stage: string, rows: Rows): void {
  const found = world.stages.find((ran) => ran.stage === stage)?.details;
  const spelling = {
    flag_key: 'flagKey',
    value: 'value',
    variant: 'variant',
    reason: 'reason',
    error_code: 'errorCode',
  };
  for (const [type, key = '', text = ''] of rows) {
    const wanted = text === 'null' ? undefined : typed(type, text);
    const isVariant = key === 'variant' && wanted !== undefined;
    const value = isVariant ? world.flags.variant(world.asked.key, text) : wanted;
    expect(found?.[spelling[key as keyof typeof spelling] as 'value'], key).toEqual(value);
  }
}

function levels(world: World, rows: Rows): void {
  world.levels = ['API', ...rows.map(([level = '']) => level)];
}

function addTo(world: World, level: string, entry: Readonly<Record<string, string>>): void {
  switch (level) {
    case 'API':
      world.api.setContext({ ...world.api.getContext(), ...entry });
      break;
    case 'Transaction':
      world.transaction = { ...world.transaction, ...entry };
      break;
    case 'Client':
      world.client.setContext({ ...world.client.getContext(), ...entry });
      break;
    case 'Invocation':
      Object.assign(world.context, entry);
      break;
    case 'Before Hooks':
      world.client.addHooks({ before: () => entry });
      break;
    default:
      throw new Error(`there is no level ${level}`);
  }
}
