import type { Guard } from '../../core/guard/guard.ts';
import { ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { readGuard } from './read-guard.ts';

/** Which guard, and under which names it reads and writes metrics. */
export interface GuardSettings {
  readonly guard: Guard;
  /** Metric dimension `Service`. */
  readonly service: string;
  /** Metric dimension `Environment`. */
  readonly stage: string;
}

export interface TickSettings extends GuardSettings {
  /** Profile of the flag document, id or name. */
  readonly flagsProfile: string;
}

/** Reads the settings from environment variables; throws `settings-invalid` naming every bad one. */
export function tickSettings(env: Environment): TickSettings {
  const reader = new EnvReader(env);
  const settings = { ...guardSettings(reader), flagsProfile: reader.text(ENV.flagsProfile) };
  reader.done();
  return settings;
}

/** The settings of every function that judges; what is wrong `reader` reports in its `done`. */
export function guardSettings(reader: EnvReader): GuardSettings {
  reader.text(ENV.guard);
  return {
    // Without one `reader` throws before anybody sees it.
    guard: readGuard(reader) ?? NO_GUARD,
    service: reader.text(ENV.service),
    stage: reader.text(ENV.stage),
  };
}

const NO_GUARD: Guard = { alpha: 0, guardrails: [], minimumExposures: 0, independence: 'requests' };
