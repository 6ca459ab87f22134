import { basicLogger, init, type LDContext } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import type { FlagValue } from '../../../core/document/flag-document.ts';
import { type Entry, type PlainFlag, plainFlags } from '../entries.ts';
import { benchmarkDocument } from '../flags.ts';
import { runSystem } from '../run-system.ts';

const OPERATOR = {
  equals: 'in',
  member: 'in',
  starts_with: 'startsWith',
  semver_gt: 'semVerGreaterThan',
  gte: 'greaterThanOrEqual',
} as const satisfies Record<Entry['kind'], string>;

const flags = plainFlags(benchmarkDocument());
const testData = new TestData();
for (const flag of flags) await testData.usePreconfiguredFlag(toLaunchDarkly(flag));

// Events off: what the SDK would record for its server is no part of an evaluation.
const client = init('sdk-key', {
  updateProcessor: testData.getFactory(),
  sendEvents: false,
  diagnosticOptOut: true,
  logger: basicLogger({ level: 'none' }),
});
await client.waitForInitialization({ timeout: 5 });
const defaults = new Map(flags.map((flag) => [flag.flag, flag.default]));

runSystem<LDContext>({
  contextOf: ({ user_id, ...attributes }) => ({ kind: 'user', key: user_id, ...attributes }),
  evaluate: (flag, context) => client.variation(flag, context, defaults.get(flag)) as Promise<FlagValue>,
  isAsync: true,
});

/** LaunchDarkly's flag format. The percentage is the fall-through, which is where it stands: last. */
function toLaunchDarkly(flag: PlainFlag): object {
  const variation = (value: FlagValue) => flag.values.indexOf(value);
  const targeting = flag.rules.filter((rule) => rule.percentage === undefined);
  const rollout = flag.rules.find((rule) => rule.percentage !== undefined);
  const share = (rollout?.percentage ?? 0) * 1000;
  return {
    key: flag.flag,
    version: 1,
    on: true,
    salt: flag.flag,
    variations: flag.values,
    offVariation: 0,
    targets: [],
    prerequisites: [],
    rules: targeting.map((rule) => ({
      id: rule.name,
      variation: variation(rule.value),
      clauses: rule.entries.map(({ attribute, kind, operand }) => ({
        contextKind: 'user',
        attribute,
        op: OPERATOR[kind],
        values: Array.isArray(operand) ? operand : [operand],
        negate: false,
      })),
    })),
    fallthrough: rollout
      ? {
          rollout: {
            contextKind: 'user',
            variations: [
              { variation: variation(rollout.value), weight: share },
              { variation: 0, weight: 100_000 - share },
            ],
          },
        }
      : { variation: 0 },
  };
}
