import {
  type ConditionInterface,
  type FeatureDefinition,
  GrowthBookClient,
  type UserContext,
} from '@growthbook/growthbook';
import type { FlagValue } from '../../../core/document/flag-document.ts';
import { type Entry, type PlainFlag, plainFlags } from '../entries.ts';
import { benchmarkDocument } from '../flags.ts';
import { runSystem } from '../run-system.ts';

const flags = plainFlags(benchmarkDocument());
const features = Object.fromEntries(flags.map((flag) => [flag.flag, toGrowthBook(flag)]));
// The client for servers: one for all users, each call brings its user.
const client = new GrowthBookClient().initSync({ payload: { features } });
const defaults = new Map(flags.map((flag) => [flag.flag, flag.default]));

runSystem<UserContext>({
  contextOf: (user) => ({ attributes: { ...user } }),
  evaluate: (flag, context) => client.getFeatureValue(flag, defaults.get(flag) as FlagValue, context),
  isAsync: false,
});

function toGrowthBook(flag: PlainFlag): FeatureDefinition {
  return {
    defaultValue: flag.default,
    rules: flag.rules.map((rule) => ({
      id: rule.name,
      ...(rule.entries.length > 0 && {
        condition: condition(rule.entries),
      }),
      force: rule.value,
      ...(rule.percentage !== undefined && {
        coverage: rule.percentage / 100,
        hashAttribute: 'user_id',
        hashVersion: 2,
        seed: `${flag.flag}:${rule.value}`,
      }),
    })),
  };
}

function condition(entries: readonly Entry[]): ConditionInterface {
  return Object.fromEntries(entries.map((entry) => [entry.attribute, test(entry)])) as ConditionInterface;
}

/** There is no operator for prefixes; an anchored expression is what GrowthBook's editor makes of one. */
function test({ kind, operand }: Entry): unknown {
  switch (kind) {
    case 'equals':
      return operand;
    case 'member':
      return { $in: operand };
    case 'starts_with':
      return { $regex: `^${operand}` };
    case 'semver_gt':
      return { $vgt: operand };
    case 'gte':
      return { $gte: operand };
  }
}
