import { MINUTE_MS } from '../clock.ts';

/**
 * What AWS does not document, or documents in two ways, as switches (`local/BEHAVIOUR.md`, "AppConfig: differs from AWS").
 * Whoever relies on a rollout tries it in every position.
 */
export interface AppConfigBehaviour {
  /**
   * When a deployment of `n` steps over the duration `d` takes them; it starts baking at `d` in every position.
   * `after-one-step`: step i at i·d/n (table in the user guide). `at-start`: step i at (i-1)·d/n (API reference).
   * `spread`: step i at i·d/(n+1) (the event log printed in the AWS CLI's `get-deployment` example).
   */
  readonly firstStep: 'after-one-step' | 'at-start' | 'spread';
  /** A monitor that already fires when the deployment starts: rolled back before the first step, or not held against it. */
  readonly alarmFiringAtStart: 'roll-back' | 'ignore-until-it-recovers';
  /** Whether a monitor in `INSUFFICIENT_DATA` fires; the guide says so on one page and not on two others. */
  readonly insufficientData: 'roll-back' | 'ignore';
  /** `StopDeployment` without `AllowRevert` while baking: the guide allows "in progress", the API only `DEPLOYING`. */
  readonly stopWhileBaking: 'accept' | 'refuse';
  /** When `JSON_SCHEMA` validators run. */
  readonly jsonSchemaAt: 'deployment' | 'version-and-deployment';
  /** Milliseconds between two looks at the monitors, counted from the deployment's start. */
  readonly monitorIntervalMs: number;
  /** Milliseconds between two `AT_DEPLOYMENT_TICK` calls; the first comes after one interval. */
  readonly tickIntervalMs: number;
  /** Milliseconds a deployment stays `ROLLING_BACK`; the previous version is served from the beginning of it. */
  readonly rollbackMs: number;
}

export const DEFAULT_BEHAVIOUR: AppConfigBehaviour = {
  firstStep: 'after-one-step',
  alarmFiringAtStart: 'roll-back',
  insufficientData: 'roll-back',
  stopWhileBaking: 'accept',
  jsonSchemaAt: 'deployment',
  monitorIntervalMs: MINUTE_MS,
  tickIntervalMs: MINUTE_MS,
  rollbackMs: 0,
};
