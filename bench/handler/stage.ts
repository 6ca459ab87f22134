import { join } from 'node:path';
import { STAGES } from '../../config/stages.ts';
import { AGENT_ENV, ENV, SAFE_DEFAULT } from '../../lambda/contract.ts';
import { readDocuments } from '../../lib/document-sources.ts';
import { bundleHandler } from '../../lib/handler-bundle.ts';
import { toCatalogue } from '../../lib/model-config.ts';

const { prod } = STAGES;

/** The shipped documents, with a tenth of the users on trial: the work of a request during a rollout. */
export function benchmarkDocuments(): { readonly flags: string; readonly prompts: string } {
  const { flags, prompts } = readDocuments(prod.firstVersion) as { flags: FlagsOnDisk; prompts: object };
  const [model, ...others] = flags.flags;
  const rules = [
    { name: 'internal', condition: { user_segment: 'internal' }, value: 'claude-opus-4-6' },
    { name: 'canary', condition: { rollout_percentage: 10 }, value: 'claude-sonnet-4-6' },
  ];
  return {
    flags: JSON.stringify({ ...flags, flags: [{ ...model, rules }, ...others] }),
    prompts: JSON.stringify(prompts),
  };
}

interface FlagsOnDisk {
  readonly flags: readonly object[];
}

/** The artefact that would be uploaded, with its safe default beside it; gives the file to import. */
export function bundledInference(outDir: string): string {
  const safeDefault = readDocuments(prod.safeDefault);
  const { directory } = bundleHandler('inference', outDir, {
    [SAFE_DEFAULT.flags]: JSON.stringify(safeDefault.flags),
    [SAFE_DEFAULT.prompts]: JSON.stringify(safeDefault.prompts),
  });
  return join(directory, 'index.mjs');
}

/** The function's environment variables, every service of AWS on one loopback port. */
export function functionEnvironment(port: number): Readonly<Record<string, string>> {
  return {
    [ENV.application]: 'app',
    [ENV.environment]: 'prod',
    [ENV.flagsProfile]: 'model-flags',
    [ENV.promptsProfile]: 'prompts',
    [ENV.flagsTimeoutMs]: String(prod.flagsTimeoutMs),
    [ENV.service]: prod.service,
    [ENV.stage]: prod.stage,
    [ENV.catalogue]: JSON.stringify(toCatalogue(prod.models)),
    [ENV.modelTimeoutMs]: String(prod.modelTimeoutMs),
    [ENV.maxOutputTokens]: String(prod.maxOutputTokens),
    [ENV.latencyLimitMs]: String(prod.latencyLimitMs),
    [ENV.costCapUsd]: String(prod.costCapUsd),
    [AGENT_ENV.httpPort]: String(port),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
