import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GuardProps } from '../../core/guard/parse-guard.ts';
import type { OutcomesProps } from '../../core/outcomes/parse-outcomes.ts';
import { ENV } from '../../lambda/contract.ts';
import { guardEnvironment, requireGuard } from '../guard-config.ts';
import { requireSource } from '../require-name.ts';
import { checked } from '../safety/synth-check.ts';
import { BundledFunction } from './bundled-function.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';
import { allowLooking } from './guard-access.ts';
import type { ModelFlags } from './model-flags.ts';
import type { MetricSource } from './rollout-metrics.ts';

/** A look is arithmetic over all minutes of a rollout, and Lambda gives CPU by memory. */
const MEMORY_MIB = 1024;

/** What both functions of a guard look at. */
export interface GuardFunctionProps extends MetricSource, FunctionHosting {
  readonly flags: ModelFlags;
  readonly guard: GuardProps;
  /**
   * What is declared beside the guard; the command line reads it where it reads the guard.
   * @default - no outcomes
   */
  readonly outcomes?: OutcomesProps;
}

/** What sets one of them apart. */
export interface GuardFunctionPurpose {
  /** What is bundled unless a guardrail compares means; then it is the handler of that name that can. */
  readonly handler: 'guard' | 'watch';
  readonly description: string;
  readonly timeout: Duration;
  /** @default - nothing beside what a look needs */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A function that can look at a rollout: bundled, told what to look at, and allowed to. */
export function createGuardFunction(
  scope: Construct,
  props: GuardFunctionProps,
  { handler, description, timeout, environment }: GuardFunctionPurpose,
): BundledFunction {
  const { service, stage, flags, guard } = props;
  checked(scope, 'name-refused', () => requireSource(props));
  const { guardrails } = checked(scope, 'guard-refused', () => requireGuard(guard));
  const comparesMeans = guardrails.some(({ method }) => method === 'mean');
  const created = new BundledFunction(scope, 'Handler', {
    handler: comparesMeans ? `${handler}-with-means` : handler,
    description,
    timeout,
    memoryMiB: MEMORY_MIB,
    environment: {
      ...guardEnvironment(guard),
      [ENV.service]: service,
      [ENV.stage]: stage,
      [ENV.flagsProfile]: flags.flags.profileId,
      ...environment,
    },
    ...hostingOf(props),
  });
  allowLooking(created, flags);
  return created;
}
