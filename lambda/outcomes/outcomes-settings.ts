import type { Guard, Independence } from '../../core/guard/guard.ts';
import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { DAY_MS } from '../clock.ts';
import { readComparisons } from '../comparison/read-comparisons.ts';
import { ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { readGuard } from '../guard/read-guard.ts';
import { MAX_LIFETIME_MS } from './exposure-token.ts';
import { readOutcomes } from './read-outcomes.ts';

export interface OutcomesSettings {
  /** Metric dimension `Service`. */
  readonly service: string;
  /** Metric dimension `Environment`. */
  readonly stage: string;
  /** Outcomes that are counted; others are refused. */
  readonly declared: readonly OutcomeDeclaration[];
  /** Age from which a token is refused. */
  readonly lifetimeMs: number;
  /** The guard that reads the metrics; without one none are written for it alone. */
  readonly guard?: Guard | undefined;
  /** Whether arms are told apart. */
  readonly comparisons?: Independence | undefined;
}

/** What the function is connected to. */
export interface OutcomesConnections {
  /** Secret of the tokens' keys, ARN or name. */
  readonly secret: string;
  /** DynamoDB table, name or ARN. */
  readonly table: string;
}

/** Tokens are short of a month by default, and of a quarter at most: keys should be rotated no more often than that. */
const TOKEN_DAYS = { min: 1, max: MAX_LIFETIME_MS / DAY_MS, fallback: 30 };

/** Reads the settings from environment variables; throws `settings-invalid` naming every bad one. */
export function outcomesSettings(env: Environment): OutcomesSettings & OutcomesConnections {
  const reader = new EnvReader(env);
  const settings = {
    service: reader.text(ENV.service),
    stage: reader.text(ENV.stage),
    declared: readOutcomes(reader),
    lifetimeMs: reader.number(ENV.tokenDays, TOKEN_DAYS) * DAY_MS,
    guard: readGuard(reader),
    comparisons: readComparisons(reader),
    secret: reader.text(ENV.tokenSecret),
    table: reader.text(ENV.outcomesTable),
  };
  reader.done();
  return settings;
}
