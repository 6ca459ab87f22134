import { HOUR_MS } from '../clock.ts';
import { ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { type Place, readPlace } from '../guard/place.ts';
import { type GuardSettings, guardSettings } from '../guard/settings.ts';

export interface WatchSettings extends GuardSettings {
  /** By ids: AppConfig's control plane knows no names. */
  readonly place: Place;
  /** Id of the deployment strategy that changes everything at once. */
  readonly atOnceStrategy: string;
  /** KMS key of the flag document's profile; `undefined` = AWS's own. */
  readonly encryptionKey: string | undefined;
  /** Milliseconds that a rollout is watched, from its completion, or from its first comparison where it is served elsewhere. */
  readonly watchMs: number;
  /** Whether LaunchDarkly serves what is watched, and not AppConfig. */
  readonly isServedElsewhere: boolean;
  /** Names of the alarms that are heeded beside the guard; may be empty. */
  readonly alarms: readonly string[];
}

/** A week, as the construct allows. */
const MAX_HOURS = 168;
const DEFAULT_HOURS = 72;

/** Reads the settings from environment variables; throws `settings-invalid` naming every bad one. */
export function watchSettings(env: Environment): WatchSettings {
  const reader = new EnvReader(env);
  const hours = reader.number(ENV.watchHours, { min: 0, max: MAX_HOURS, fallback: DEFAULT_HOURS });
  const settings = {
    ...guardSettings(reader),
    place: readPlace(reader),
    atOnceStrategy: reader.text(ENV.atOnceStrategy),
    encryptionKey: reader.optionalText(ENV.encryptionKey),
    watchMs: hours * HOUR_MS,
    isServedElsewhere: reader.optionalText(ENV.providers)?.startsWith('launchdarkly') ?? false,
    alarms: reader.list(ENV.watchedAlarms),
  };
  reader.done();
  return settings;
}
