import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { Random } from '../../local/random.ts';

/** Attributes of one user, as a request carries them. */
export interface User extends EvaluationContext {
  readonly user_id: string;
  readonly customer_id: string;
  readonly user_segment: string;
  readonly plan: string;
  readonly country: string;
  readonly platform: string;
  readonly app_version: string;
  readonly monthly_requests: number;
  readonly opted_in: boolean;
}

/** How many users every system is asked about. */
export const USERS = 1000;

const SEED = 20_261_123;
const CUSTOMERS = [
  'acme',
  'globex',
  'initech',
  'umbrella',
  'hooli',
  'stark',
  'wayne',
  'wonka',
  'tyrell',
  'soylent',
];
const SEGMENTS = ['internal', 'beta', 'beta', ...new Array<string>(17).fill('standard')];
const PLANS = ['free', 'free', 'free', 'free', 'free', 'team', 'team', 'business', 'business', 'enterprise'];
const COUNTRIES = ['AT', 'BR', 'CH', 'DE', 'FR', 'GB', 'IN', 'JP', 'NL', 'US'];
const PLATFORMS = ['android', 'api', 'ios', 'web', 'web'];

/** The same users in every process. They come out of `JSON.parse`, as a request's do. */
export function benchmarkUsers(): readonly User[] {
  const random = new Random(SEED);
  return JSON.parse(JSON.stringify(Array.from({ length: USERS }, () => user(random))));
}

function user(random: Random): User {
  return {
    user_id: uuid(random),
    customer_id: `${oneOf(CUSTOMERS, random)}-${random.integer(10_000)}`,
    user_segment: oneOf(SEGMENTS, random),
    plan: oneOf(PLANS, random),
    country: oneOf(COUNTRIES, random),
    platform: oneOf(PLATFORMS, random),
    app_version: `${3 + random.integer(3)}.${random.integer(10)}.${random.integer(10)}`,
    monthly_requests: random.integer(10_000),
    opted_in: random.chance(0.2),
  };
}

function oneOf(list: readonly string[], random: Random): string {
  return list[random.integer(list.length)] as string;
}

/** 36 characters, like most user ids. */
function uuid(random: Random): string {
  const hex = (digits: number) =>
    random
      .integer(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`;
}
