import type { Stage } from './stage.ts';

/** A stage by its names: part of what `--json` prints. */
export interface StageNames {
  /** Name of the AppConfig application. */
  readonly application: string;
  /** Name of the AppConfig environment. */
  readonly environment: string;
}

export function namesOf({ application, environment }: Stage): StageNames {
  return { application: application.name, environment: environment.name };
}

/** `shop-prod/prod`. */
export function stageName({ application, environment }: Stage): string {
  return `${application.name}/${environment.name}`;
}
