import { ENV } from '../contract.ts';
import type { EnvReader } from '../env-reader.ts';

/** Where rollouts are looked at: one environment and the flag document's profile, all by ids. */
export interface Place {
  readonly applicationId: string;
  readonly environmentId: string;
  /** Profile of the flag document. */
  readonly profileId: string;
}

/** The place that a function's environment variables name. */
export function readPlace(reader: EnvReader): Place {
  return {
    applicationId: reader.text(ENV.application),
    environmentId: reader.text(ENV.environment),
    profileId: reader.text(ENV.flagsProfile),
  };
}
