import type { RunningExperiment } from './feature-flags/running-experiment.ts';

/** A version as it was deployed: a copy that later changes of the profile do not reach. */
export interface DeployedVersion {
  /** Version number as text, e.g. `3`. */
  readonly version: string;
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly label?: string;
}

/** What an environment serves of one profile. */
export interface Deployed {
  readonly environmentId: string;
  /** The deployment that brought `current`. */
  readonly deploymentNumber: number;
  readonly current: DeployedVersion;
  /** Served to the targets not reached yet; absent when no deployment runs, and in the first deployment ever. */
  readonly previous?: DeployedVersion;
  /** Targets reached by `current`, per cent; 100 when no deployment runs. */
  readonly percentage: number;
  /** Present where the profile holds feature flags. */
  readonly featureFlags?: {
    readonly applicationId: string;
    readonly profileId: string;
    readonly experiments: readonly RunningExperiment[];
  };
}

/** What the data plane and the agent ask of the control plane. */
export interface DeployedConfigurations {
  /** Each identifier is an id or a name. Throws `ResourceNotFoundException` for what is unknown or not deployed. */
  deployed(application: string, environment: string, profile: string): Deployed;
}
