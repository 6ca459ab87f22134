import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';
import { checkHygiene } from '../../core/hygiene/check-hygiene.ts';
import { InferenceFunction } from '../../lib/constructs/inference-function.ts';
import { readDocuments } from '../../lib/document-sources.ts';
import type { Documents } from '../../lib/documents.ts';
import { todayMs } from '../../lib/today.ts';
import { aDirectory } from './helpers/scratch.ts';
import { someFlags } from './helpers/stage.ts';

const DATE = '2026-06-30';

function aStackOn(today?: unknown): Stack {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const day = today === undefined ? {} : { 'model-rollout:today': today };
  const app = new App({
    outdir: aDirectory(),
    builtinCloudFormationValidation: false,
    context: { ...context, ...day },
  });
  return new Stack(app, 'Stack', { env: { region: 'us-east-1' } });
}

/** Documents whose model flag has a clean-up date. */
function dated(files: (typeof STAGES.prod)['firstVersion'], cleanup_by = DATE): Documents {
  const { flags, prompts } = readDocuments(files);
  const document = structuredClone(flags) as { flags: { permanent?: boolean; cleanup_by?: string }[] };
  Object.assign(document.flags[0] ?? {}, { permanent: false, cleanup_by });
  return { flags: document, prompts };
}

function flagsOn(today: unknown, stack = aStackOn(today)): Stack {
  someFlags({ firstVersion: dated(STAGES.prod.firstVersion) }, stack);
  return stack;
}

/** Clean-up warnings of a tree of constructs, read without synthesis, which would print them. */
function warningsOf(stack: Stack): readonly string[] {
  const metadata = stack.node.findAll().flatMap(({ node }) => node.metadata);
  return metadata
    .filter(
      ({ type, data }) => type === ArtifactMetadataEntryType.WARN && String(data).includes('cleanup-soon'),
    )
    .map(({ data }) => String(data));
}

function inferenceOn(today: string): Stack {
  const stack = aStackOn(today);
  const { service, stage, models, safeDefault } = STAGES.prod;
  new InferenceFunction(stack, 'Inference', {
    ...{ service, stage, models },
    flags: someFlags({}, stack),
    safeDefault: dated(safeDefault),
  });
  return stack;
}

describe('synthesis', () => {
  it('fails for a first version with a flag past its date, naming flag, owner, date and what to do', () => {
    expect(() => flagsOn('2026-07-01')).toThrow(
      /firstVersion\.flags is refused at \/flags\/0\/cleanup_by: flag inference_model \(owner ml-platform\) .*\(found "2026-06-30"\); .*fix: remove the flag/,
    );
  });

  it('fails for a safe default with a flag past its date', () => {
    expect(() => inferenceOn('2026-07-01')).toThrow(
      /^\[Stack\/Inference\] safeDefault\.flags is refused at .*inference_model/,
    );
  });

  it('warns of a first version and of a safe default a fortnight before, until the end of the day', () => {
    for (const stack of [flagsOn('2026-06-16'), flagsOn(DATE), inferenceOn('2026-06-16')]) {
      expect(warningsOf(stack)).toEqual([
        expect.stringMatching(/inference_model .*\[ack: model-rollout:cleanup-soon\]/),
      ]);
    }
  });

  it('says nothing before that', () => {
    for (const stack of [flagsOn('2026-06-15'), inferenceOn('2026-06-15')]) {
      expect(warningsOf(stack)).toEqual([]);
    }
  });

  it('goes by the machine’s date where the context names none', () => {
    const before = Date.now();
    const today = todayMs(aStackOn());
    expect(today).toBeGreaterThanOrEqual(before);
    expect(today).toBeLessThanOrEqual(Date.now());
  });

  it.each(['2026-02-30', 'tomorrow', '', 20_260_630, null])('refuses %j as a day', (today) => {
    const problem = /context model-rollout:today is .*, but must be a day such as 2027-01-31: correct it/;
    expect(() => flagsOn(today)).toThrow(problem);
  });
});

it('finds nothing about the documents of the shipped stages', () => {
  for (const { firstVersion, safeDefault } of Object.values(STAGES)) {
    for (const files of [firstVersion, safeDefault]) {
      const parsed = parseFlagDocument(readDocuments(files).flags);
      expect(parsed.ok && checkHygiene(parsed.value, 0)).toEqual([]);
    }
  }
});
