import { type AgentAnswer, errorAnswer } from './agent-reply.ts';
import type { Deployed, DeployedVersion } from './deployed.ts';
import type { FlagQuestion } from './feature-flags/flag-answer.ts';
import { FlagsOfVersion, type FlagTerms } from './feature-flags/flags-of-version.ts';
import { targetDraw, versionFor } from './target.ts';

/** Where a configuration is found. */
export interface ConfigurationPath {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
}

/** How an agent answers, whatever the configuration. */
export type AnswerTerms = FlagTerms;

/** One configuration in an agent's cache: what the last good poll brought. */
export class CachedConfiguration {
  readonly #terms: AnswerTerms;
  readonly #draws = new Map<string, number>();
  readonly #answers = new WeakMap<DeployedVersion, AgentAnswer>();
  readonly #flags = new WeakMap<DeployedVersion, FlagsOfVersion>();
  #deployed: Deployed;
  polledAtMs: number;

  constructor(deployed: Deployed, polledAtMs: number, terms: AnswerTerms) {
    this.#deployed = deployed;
    this.polledAtMs = polledAtMs;
    this.#terms = terms;
  }

  update(deployed: Deployed): void {
    // A draw belongs to one deployment: the next one draws anew.
    if (deployed.deploymentNumber !== this.#deployed.deploymentNumber) this.#draws.clear();
    this.#deployed = deployed;
  }

  /**
   * The answer for a target; the same object for the same version, so that it costs nothing to ask again. Feature flags
   * are answered anew, by what is asked.
   */
  answerFor(target: string, question: FlagQuestion): AgentAnswer {
    const deployed = this.#deployed;
    const version = versionFor(deployed, () => this.#draw(deployed, target));
    if (version === undefined) return errorAnswer(404, 'ResourceNotFoundException: nothing deployed yet');
    if (deployed.featureFlags !== undefined) {
      const flags = this.#flags.get(version) ?? new FlagsOfVersion(version, this.#terms);
      this.#flags.set(version, flags);
      return flags.answer(question, deployed.featureFlags);
    }
    const known = this.#answers.get(version);
    if (known !== undefined) return known;
    const answer = this.#toAnswer(version);
    this.#answers.set(version, answer);
    return answer;
  }

  #draw(deployed: Deployed, target: string): number {
    const known = this.#draws.get(target);
    if (known !== undefined) return known;
    const draw = targetDraw(deployed, target);
    this.#draws.set(target, draw);
    return draw;
  }

  #toAnswer({ version, content, contentType }: DeployedVersion): AgentAnswer {
    const headers = { 'content-type': contentType };
    return {
      kind: 'answer',
      status: 200,
      headers: this.#terms.versionHeader ? { ...headers, 'configuration-version': version } : headers,
      body: content,
    };
  }
}

/** Parses `/applications/A/environments/E/configurations/P`, and the prefetch list's short form `A:E:P`. */
export function parseConfigurationPath(path: string): ConfigurationPath | undefined {
  const parts =
    /^\/applications\/([^/?]+)\/environments\/([^/?]+)\/configurations\/([^/?]+)(?:\?.*)?$/.exec(path) ??
    /^([^/:]+):([^/:]+):([^/:]+)$/.exec(path);
  if (parts === null) return undefined;
  try {
    const [application = '', environment = '', profile = ''] = parts.slice(1).map(decodeURIComponent);
    return { application, environment, profile };
  } catch {
    return undefined;
  }
}
