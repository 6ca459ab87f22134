import type { Provider } from '@openfeature/server-sdk';
import type { FlagValue } from '../../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../../core/document/parse-flag-document.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import type { Role } from '../../../core/evaluation/decision.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import type { Guard } from '../../../core/guard/guard.ts';
import type { AnswerSampling } from '../../../lambda/evaluation/answer-sampling.ts';
import type { FlagSource } from '../../../lambda/flags/flag-source.ts';
import { createFlagStore } from '../../../lambda/flags/flag-store.ts';
import { createPromptStore } from '../../../lambda/flags/prompt-store.ts';
import { createInferenceHandler } from '../../../lambda/inference/create-inference-handler.ts';
import type { Completion, Invocation, ModelInvoker } from '../../../lambda/inference/model-invoker.ts';
import type { Retrieval, Retriever } from '../../../lambda/inference/retriever.ts';
import type { InferenceSettings } from '../../../lambda/inference/settings.ts';
import { AppConfigModelFlagsProvider } from '../../../lambda/openfeature/app-config-model-flags-provider.ts';
import type { TokenIssuer } from '../../../lambda/outcomes/token-issuer.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { isolatedFlagsClient } from '../../../local/openfeature/isolated-open-feature.ts';

export const SETTINGS: InferenceSettings = {
  service: 'assistant',
  stage: 'prod',
  catalogue: {
    haiku: { modelId: 'bedrock.haiku', inputUsdPerMillion: 1, outputUsdPerMillion: 5 },
    sonnet: { modelId: 'bedrock.sonnet', inputUsdPerMillion: 3, outputUsdPerMillion: 15 },
  },
  modelTimeoutMs: 10_000,
  maxOutputTokens: 500,
  latencyLimitMs: 3000,
  costCapUsd: 0.01,
};

export interface FlagShape {
  readonly default: FlagValue;
  readonly rules?: readonly object[];
}

/** A flag document with the four flags; name those that matter. */
export function flagDocument(
  flags: Partial<Record<'model' | 'prompt' | 'topK' | 'format', FlagShape>> = {},
): string {
  const four = [
    { flag: 'inference_model', default: 'haiku', ...flags.model },
    { flag: 'system_prompt_version', default: 'v1', ...flags.prompt },
    { flag: 'retrieval_top_k', default: 0, ...flags.topK },
    { flag: 'response_format', default: 'text', ...flags.format },
  ];
  return JSON.stringify({ version: 1, flags: four.map((flag) => ({ ...flag, permanent: true })) });
}

/** A flag in motion: half of the users are candidates. */
export function inMotion(control: FlagValue, candidate: FlagValue): FlagShape {
  const canary = { name: 'canary', condition: { rollout_percentage: 50 }, value: candidate };
  return { default: control, rules: [canary] };
}

/** A user of each side of the flag in motion. */
export function usersOf(flags: string): Readonly<Record<Role, string>> {
  const parsed = parseFlagDocumentText(flags);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compile(parsed.value);
  const users: Partial<Record<Role, string>> = {};
  for (let n = 0; users.candidate === undefined || users.control === undefined; n += 1) {
    for (const flag of compiled.flags.keys()) {
      const { role } = evaluate(compiled, flag, { user_id: `user-${n}` }, 0);
      if (role !== undefined) users[role] = `user-${n}`;
    }
  }
  return { candidate: users.candidate, control: users.control };
}

export const PROMPTS = JSON.stringify({
  version: 1,
  prompts: { v1: { system: 'Prompt one.' }, v2: { system: 'Prompt two with {{passages}}.' } },
});

type Respond = (invocation: Invocation) => Completion;

export function says(text: string, inputTokens = 100, outputTokens = 20): Completion {
  return { text, inputTokens, outputTokens };
}

/** A model that answers at once in virtual time, and remembers what it was asked. */
export class FakeModel implements ModelInvoker {
  readonly invocations: Invocation[] = [];
  latencyMs = 800;
  respond: Respond = () => says('Hello.');
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async invoke(invocation: Invocation): Promise<Completion> {
    this.invocations.push(invocation);
    this.#clock.advance(this.latencyMs);
    return this.respond(invocation);
  }

  get models(): readonly string[] {
    return this.invocations.map(({ modelId }) => modelId);
  }
}

export class FakeRetriever implements Retriever {
  readonly retrievals: Retrieval[] = [];
  retrieveWith: (retrieval: Retrieval) => readonly string[] = ({ count }) =>
    Array.from({ length: count }, (_, index) => `passage ${index}`);

  async retrieve(retrieval: Retrieval): Promise<readonly string[]> {
    this.retrievals.push(retrieval);
    return this.retrieveWith(retrieval);
  }
}

export interface BenchOptions {
  readonly flags?: string;
  readonly prompts?: string;
  readonly safeFlags?: string;
  readonly withRetriever?: boolean;
  readonly guard?: Guard;
  /** Decides instead of our own over the flags. */
  readonly provider?: Provider;
  /** What else differs from `SETTINGS`. */
  readonly settings?: Partial<InferenceSettings>;
  /** Without one, answers carry no exposure token. */
  readonly tokens?: TokenIssuer;
  readonly sampling?: AnswerSampling;
  /** Takes the records; default: they are kept in `lines`. */
  readonly emit?: (line: string) => void;
}

/** The handler over fakes at its ports, and what came out of it. */
export function aBench(options: BenchOptions = {}) {
  const clock = new VirtualClock(1_700_000_000_000);
  const model = new FakeModel(clock);
  const retriever = new FakeRetriever();
  const lines: string[] = [];
  const served = {
    flags: options.flags ?? flagDocument(),
    prompts: options.prompts ?? PROMPTS,
    down: new Set<string>(),
    /** What the source calls its versions. */
    versionOf: (which: 'flags' | 'prompts', text: string) => `${which}-${text.length}`,
    /** Whom documents were asked for, in order. */
    units: [] as string[],
    /** No document is handed out before this. */
    opening: Promise.resolve(),
  };
  const source = (which: 'flags' | 'prompts'): FlagSource => ({
    async fetch(unit) {
      served.units.push(unit);
      await served.opening;
      if (served.down.has(which)) throw new Error('down');
      return { bytes: Buffer.from(served[which]), version: served.versionOf(which, served[which]) };
    },
  });
  const common = { origin: 'test', clock };
  const flags = createFlagStore({
    ...common,
    source: source('flags'),
    safeDefault: options.safeFlags ?? flagDocument(),
  });
  const handler = createInferenceHandler({
    flags: isolatedFlagsClient(options.provider ?? new AppConfigModelFlagsProvider({ flags, clock })),
    safeDefault: flags.bundled,
    prompts: createPromptStore({ ...common, source: source('prompts'), safeDefault: PROMPTS }),
    model,
    ...(options.withRetriever === true && { retriever }),
    ...(options.tokens && { tokens: options.tokens }),
    ...(options.sampling && { sampling: options.sampling }),
    settings: { ...SETTINGS, ...options.settings, guard: options.guard },
    clock,
    emit: options.emit ?? ((line) => lines.push(line)),
    newRequestId: () => 'request-1',
  });
  const record = () => JSON.parse(lines.at(-1) ?? '{}');
  return { handler, model, retriever, clock, served, lines, record };
}

export function aRequest(userId = 'u1', content = 'Hi'): object {
  return { user: { user_id: userId }, messages: [{ role: 'user', content }] };
}
