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

/** `undefined` for what others have written: AppConfig itself does not say who they are, CloudTrail does. */
export function authorshipIn(description: string): Authorship | undefined {
  const { verb, by, summary } = DESCRIPTION.exec(description)?.groups ?? {};
  if (verb === undefined || summary === undefined) return undefined;
  return { verb, ...(by !== undefined && { by }), summary };
}
