import { readFileSync } from 'node:fs';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { OpenFeature } from '@openfeature/server-sdk';
import { systemClock } from '../../lambda/clock.ts';
import type { FlagSource } from '../../lambda/flags/flag-source.ts';
import { createFlagStore } from '../../lambda/flags/flag-store.ts';
import { createPromptStore } from '../../lambda/flags/prompt-store.ts';
import { createInferenceHandler } from '../../lambda/inference/create-inference-handler.ts';
import { createMetricsRecord, type Measured } from '../../lambda/inference/metrics-record.ts';
import { inferenceSettings } from '../../lambda/inference/settings.ts';
import { METRIC, type MetricName, VERSION_METRIC } from '../../lambda/metric-names.ts';
import { AppConfigModelFlagsProvider } from '../../lambda/openfeature/app-config-model-flags-provider.ts';
import { OPENFEATURE_DOMAIN } from '../../lambda/openfeature/domain.ts';
import { ANSWER_TEXT } from './conversation.ts';

/** A handler under test. */
export type Handler = (event: unknown) => Promise<unknown>;

/** Where a process finds the documents: a file each. */
export interface DocumentPaths {
  readonly flags: string;
  readonly prompts: string;
}

/** The production handler over documents in memory and a model that answers at once. */
export function factoryHandler(paths: DocumentPaths, emit: (line: string) => void): Handler {
  const stored = (path: string): { readonly source: FlagSource; readonly safeDefault: string } => {
    const bytes = readFileSync(path);
    return { source: { fetch: async () => ({ bytes, version: '1' }) }, safeDefault: bytes.toString() };
  };
  const common = { origin: 'memory', clock: systemClock };
  const flags = createFlagStore({ ...common, ...stored(paths.flags) });
  OpenFeature.setProvider(OPENFEATURE_DOMAIN, new AppConfigModelFlagsProvider({ flags }));
  return createInferenceHandler({
    flags: OpenFeature.getClient(OPENFEATURE_DOMAIN),
    safeDefault: flags.bundled,
    prompts: createPromptStore({ ...common, ...stored(paths.prompts) }),
    model: { invoke: async () => ({ text: ANSWER_TEXT, inputTokens: 1020, outputTokens: 129 }) },
    settings: inferenceSettings(process.env),
    clock: systemClock,
    emit,
  });
}

/** Does nothing but answer what it was given to answer. */
export function emptyHandler(reply: unknown): Handler {
  return async () => reply;
}

/** What a team has without this package: one call of one model, no flags, no record. */
export function directHandler(modelId: string): Handler {
  const client = new BedrockRuntimeClient({ maxAttempts: 1 });
  return async (event) => {
    const { messages } = event as { messages: readonly { role: 'user' | 'assistant'; content: string }[] };
    const answer = await client.send(
      new ConverseCommand({
        modelId,
        messages: messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
        inferenceConfig: { maxTokens: 1024 },
      }),
    );
    return { statusCode: 200, message: answer.output?.message, usage: answer.usage };
  };
}

/** Makes the metric record of a request again, from the record the handler emitted for it. */
export function recordHandler(line: string): Handler {
  const { measured, service, stage } = measuredOf(line);
  const record = createMetricsRecord({ service, stage });
  const again = record(measured);
  if (again !== line) throw new Error(`the record made again differs from the handler's: ${again}`);
  return async () => record(measured);
}

const METRICS: ReadonlySet<string> = new Set(Object.values(METRIC));

function measuredOf(line: string): { measured: Measured; service: string; stage: string } {
  const {
    _aws,
    Service,
    Environment,
    Model,
    Flag,
    Role,
    [VERSION_METRIC]: flagsVersion,
    ...rest
  } = JSON.parse(line);
  const entries = Object.entries(rest);
  const measured: Measured = {
    timestampMs: _aws.Timestamp,
    model: Model,
    flag: Flag,
    role: Role,
    flagsVersion,
    metrics: Object.fromEntries(entries.filter(([key]) => METRICS.has(key))) as Record<MetricName, number>,
    properties: Object.fromEntries(entries.filter(([key]) => !METRICS.has(key))),
  };
  return { measured, service: Service, stage: Environment };
}
