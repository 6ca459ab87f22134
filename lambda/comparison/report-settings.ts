import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { DAY_MS } from '../clock.ts';
import { ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { type Place, readPlace } from '../guard/place.ts';
import { readGuard } from '../guard/read-guard.ts';
import { readOutcomes } from '../outcomes/read-outcomes.ts';
import { RETENTION_MS } from './periods.ts';

/** Which stage a report is of, and who gets it. */
export interface ReportSettings {
  /** Metric dimension `Service`. */
  readonly service: string;
  /** Metric dimension `Environment`. */
  readonly stage: string;
  readonly place: Place;
  readonly outcomes: readonly OutcomeDeclaration[];
  /** Days that are looked back at. */
  readonly days: number;
  /** Evidence at which the guard takes a candidate back; `undefined` without a guard. */
  readonly threshold: number | undefined;
  /** Names of the alarms that take deployments back; may be empty. */
  readonly monitors: readonly string[];
  /** ARNs of SNS topics; may be empty. */
  readonly topics: readonly string[];
  /** Name of an S3 bucket; without one no page is kept. */
  readonly bucket: string | undefined;
}

const MAX_DAYS = RETENTION_MS / DAY_MS;
const DEFAULT_DAYS = 7;

/** Reads the settings from environment variables; throws `settings-invalid` naming every bad one. */
export function reportSettings(env: Environment): ReportSettings {
  const reader = new EnvReader(env);
  const guard = readGuard(reader);
  const settings = {
    service: reader.text(ENV.service),
    stage: reader.text(ENV.stage),
    place: readPlace(reader),
    outcomes: reader.optionalText(ENV.outcomes) === undefined ? [] : readOutcomes(reader),
    days: reader.number(ENV.reportDays, { min: 1, max: MAX_DAYS, fallback: DEFAULT_DAYS }),
    threshold: guard && 1 / guard.alpha,
    monitors: reader.list(ENV.reportMonitors),
    topics: reader.list(ENV.reportTopics),
    bucket: reader.optionalText(ENV.reportBucket),
  };
  reader.done();
  return settings;
}
