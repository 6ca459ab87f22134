import { deploymentDescription } from '../../lambda/watch/deployment-description.ts';

/** Who wanted what, as this tool writes it into the descriptions of versions and deployments. */
export interface Authorship {
  /** Name of the command, or `watch` for the stage's watch. */
  readonly verb: string;
  /** Who ran it; absent for the watch. */
  readonly by?: string;
  /** What it came to. */
  readonly summary: string;
}

const DESCRIPTION = /^model-rollout (?<verb>[a-z]+)(?: by (?<by>.+?))?: (?<summary>.*)$/s;

/** Who works: `MODEL_ROLLOUT_OPERATOR` goes before the login name. */
export function operatorIn(env: Readonly<Record<string, string | undefined>>): string {
  return env.MODEL_ROLLOUT_OPERATOR || env.USER || env.USERNAME || 'somebody';
}

/** As it is written; {@link authorshipIn} reads it again. */
export function describedBy({ verb, by, summary }: Required<Authorship>): string {
  return deploymentDescription(`model-rollout ${verb} by ${by}: ${summary}`);
}

/** `undefined` for what others have written: AppConfig itself does not say who they are, CloudTrail does. */
export function authorshipIn(description: string): Authorship | undefined {
  const { verb, by, summary } = DESCRIPTION.exec(description)?.groups ?? {};
  if (verb === undefined || summary === undefined) return undefined;
  return { verb, ...(by !== undefined && { by }), summary };
}
