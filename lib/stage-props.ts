import { Members } from '../core/guard/members.ts';
import { isRecord } from '../core/record.ts';
import type { AlarmLimits } from './constructs/alarm-limits.ts';
import type { RolloutConfig, StageConfig } from './stage-config.ts';

type Presence<Owner, Prop extends keyof Owner> =
  Record<never, never> extends Pick<Owner, Prop> ? 'optional' : 'required';

/** Every prop of a stage, and whether it has to be there. */
const PROPS: { readonly [Prop in keyof Required<StageConfig>]: Presence<StageConfig, Prop> } = {
  service: 'required',
  stage: 'required',
  models: 'required',
  firstVersion: 'required',
  safeDefault: 'optional',
  firstVersionDigest: 'optional',
  provider: 'optional',
  secondary: 'optional',
  launchDarkly: 'optional',
  guard: 'optional',
  outcomes: 'optional',
  exposureTokens: 'optional',
  comparison: 'optional',
  evaluation: 'optional',
  rollout: 'optional',
  alarmLimits: 'optional',
  production: 'optional',
  account: 'optional',
  region: 'optional',
  alarmTopicArns: 'optional',
  notifications: 'optional',
  dashboard: 'optional',
  knowledgeBaseId: 'optional',
  modelTimeoutMs: 'optional',
  maxOutputTokens: 'optional',
  latencyLimitMs: 'optional',
  costCapUsd: 'optional',
  pollIntervalSeconds: 'optional',
  flagsTimeoutMs: 'optional',
  agentLayer: 'optional',
  architecture: 'optional',
  functionUrl: 'optional',
  network: 'optional',
  encryptionKey: 'optional',
  logRetentionDays: 'optional',
  tracing: 'optional',
  removalPolicy: 'optional',
};

const ROLLOUT: Readonly<Record<keyof RolloutConfig, true>> = {
  growthPercent: true,
  durationMinutes: true,
  bakeMinutes: true,
};

const ALARM_LIMITS: Readonly<Record<keyof AlarmLimits, true>> = {
  errorRateTolerancePoints: true,
  errorRateMinRequests: true,
  errorRateMinErrors: true,
  latencyRatio: true,
  latencyMinRequests: true,
  errorFuse: true,
  configurationFaultPercent: true,
  configurationMinRequests: true,
};

/** Members of props that have no parser of their own. */
const MEMBERS = {
  rollout: Object.keys(ROLLOUT),
  alarmLimits: Object.keys(ALARM_LIMITS),
  notifications: ['emails', 'topicArns'],
  launchDarkly: ['sdkKeySecret', 'waitMs', 'uris'],
  exposureTokens: ['tokenDays', 'keyRotationDays'],
  comparison: ['independence', 'report'],
} as const;

/**
 * Refuses a stage that lacks what has no default, or has what nothing reads: a misspelt `guard` would be no guard. Types
 * say the same, but not to JavaScript, nor to a runner of TypeScript that does not check.
 *
 * @throws listing everything that is missing or too much, one line each.
 */
export function requireStageProps(stage: StageConfig): void {
  const problems = Object.entries(PROPS)
    .filter(([prop, presence]) => presence === 'required' && Reflect.get(stage, prop) === undefined)
    .map(([prop]) => `the stage has no ${prop}, which has no default: add it`);
  new Members({ ...stage }, 'the stage', problems).allowOnly(Object.keys(PROPS));
  for (const [prop, names] of Object.entries(MEMBERS)) {
    const members: unknown = Reflect.get(stage, prop);
    if (isRecord(members)) new Members(members, prop, problems).allowOnly(names);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
