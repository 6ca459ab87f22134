import type { EvaluationContext } from '@openfeature/core';
import { FlagdCore, type FlagdCoreOptions } from '@openfeature/flagd-core';
import { BUCKETS, bucketsOf, percentageSalt } from '../../../core/evaluation/bucket.ts';
import { type Entry, type PlainFlag, type PlainRule, plainFlags } from '../entries.ts';
import { benchmarkDocument } from '../flags.ts';
import { runSystem } from '../run-system.ts';

/** flagd's in-process evaluator; it compiles rules to code unless that is forbidden. */
export function runFlagd(options: FlagdCoreOptions): void {
  const flagd = new FlagdCore(undefined, undefined, options);
  flagd.setConfigurations(flagdConfiguration());
  void runSystem<EvaluationContext>({
    contextOf: (user) => ({ targetingKey: user.user_id, ...user }),
    evaluate: (flag, context) =>
      flag === 'retrieval_top_k'
        ? flagd.resolveNumberEvaluation(flag, 4, context).value
        : flagd.resolveStringEvaluation(flag, '', context).value,
    isAsync: false,
  });
}

/** The flags as flagd reads them, JSON. */
export function flagdConfiguration(): string {
  const flags = plainFlags(benchmarkDocument());
  return JSON.stringify({ flags: Object.fromEntries(flags.map((flag) => [flag.flag, toFlagd(flag)])) });
}

function toFlagd(flag: PlainFlag): object {
  const steps = flag.rules.flatMap((rule) => [condition(flag, rule), String(rule.value)]);
  return {
    state: 'ENABLED',
    variants: Object.fromEntries(flag.values.map((value) => [String(value), value])),
    defaultVariant: String(flag.default),
    targeting: { if: [...steps, String(flag.default)] },
  };
}

/** The percentage hashes the same key as ours into the same 100,000 parts: the same users are in. */
function condition(flag: PlainFlag, rule: PlainRule): object {
  if (rule.percentage !== undefined) {
    const end = bucketsOf(rule.percentage);
    const key = { cat: [`${percentageSalt(flag.flag, rule.value)}:`, { var: 'user_id' }] };
    return { fractional: [key, [true, end], [false, BUCKETS - end]] };
  }
  const tests = rule.entries.map(test);
  return tests.length === 1 ? (tests[0] as object) : { and: tests };
}

function test({ attribute, kind, operand }: Entry): object {
  const value = { var: attribute };
  switch (kind) {
    case 'equals':
      return { '===': [value, operand] };
    case 'member':
      return { in: [value, operand] };
    case 'starts_with':
      return { starts_with: [value, operand] };
    case 'semver_gt':
      return { sem_ver: [value, '>', operand] };
    case 'gte':
      return { '>=': [value, operand] };
  }
}
