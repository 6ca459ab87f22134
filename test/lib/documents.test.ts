import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { readDocuments } from '../../lib/document-sources.ts';
import { type Documents, parseDocuments, requireNoGate, requireServable } from '../../lib/documents.ts';
import { ModelRolloutStack } from '../../lib/model-rollout-stack.ts';

const SHIPPED = readDocuments(STAGES.prod.firstVersion);
const MODELS = Object.keys(STAGES.prod.models);

/** The shipped first version with members of its model flag replaced. */
function withModelFlag(changes: object): Documents {
  const flags = structuredClone(SHIPPED.flags) as { flags: { flag: string }[] };
  const changed = flags.flags.map((flag) =>
    flag.flag === 'inference_model' ? { ...flag, ...changes } : flag,
  );
  return { ...SHIPPED, flags: { ...flags, flags: changed } };
}

function serving(documents: Documents, models: readonly string[] = MODELS): () => void {
  return () => requireServable('firstVersion', parseDocuments('firstVersion', documents), models);
}

describe('the shipped documents', () => {
  it.each(Object.entries(STAGES))('can be served in %s, and put nobody on a candidate', (_, stage) => {
    for (const files of [stage.firstVersion, stage.safeDefault]) {
      const parsed = parseDocuments('shipped', readDocuments(files));
      requireServable('shipped', parsed, Object.keys(stage.models));
      requireNoGate('shipped', parsed.flags);
      expect(parsed.flags.flags).toHaveLength(4);
    }
  });
});

describe('a document that names what the environment lacks', () => {
  it('is refused for a default, a pin, a rule, an arm of a split or a value that is only allowed', () => {
    const allowed = [...MODELS, 'gpt-9'];
    const condition = { user_segment: 'internal' };
    const split = {
      split: [
        { value: 'gpt-9', weight: 1 },
        { value: MODELS[0], weight: 1 },
      ],
      control: MODELS[0],
    };
    for (const changes of [
      { allowed },
      { allowed, default: 'gpt-9' },
      { allowed: undefined, pins: [{ condition, value: 'gpt-9' }] },
      { allowed: undefined, rules: [{ name: 'internal', condition, value: 'gpt-9' }] },
      { allowed: undefined, rules: [{ name: 'compare', condition, ...split }] },
    ]) {
      const documents = JSON.parse(JSON.stringify(withModelFlag(changes)));
      expect(serving(documents)).toThrow(/has the value "gpt-9" for inference_model/);
    }
  });

  it('is refused with every problem at once', () => {
    expect(serving(SHIPPED, ['claude-3-haiku'])).toThrow(/claude-sonnet-4-6.*\n.*claude-opus-4-6/);
  });
});

it('reports a refused document with prop, JSON pointer and what is allowed', () => {
  expect(() => parseDocuments('firstVersion', withModelFlag({ default: 7 }))).toThrow(
    /^firstVersion\.flags is refused at \/flags\/0\/.*allowed: /,
  );
});

it('names the rule that makes a document compare', () => {
  const rules = [{ name: 'canary', condition: { rollout_percentage: 99.999 }, value: 'claude-opus-4-6' }];
  const gated = parseDocuments(
    'safeDefault',
    withModelFlag({ rules, cleanup_by: '2027-03-31', permanent: undefined }),
  );
  expect(() => requireNoGate('safeDefault', gated.flags)).toThrow(/inference_model .* in rule canary/);
});

describe('a document', () => {
  const prompts = { version: 1 };

  it('may be the path of a file, a file URL or the document itself', () => {
    const path = 'config/first-version/model-flags.json';
    const sources = [path, resolve(path), pathToFileURL(resolve(path))];
    for (const flags of sources) {
      expect(readDocuments({ flags, prompts })).toEqual({ flags: SHIPPED.flags, prompts });
    }
  });
});

describe('a file of documents that cannot be used', () => {
  const stage = (prompts: string) => () =>
    new ModelRolloutStack(new App(), 'S', {
      ...STAGES.prod,
      firstVersion: { ...STAGES.prod.firstVersion, prompts },
    });

  it('is named with stage, prop and check when it is missing', () => {
    expect(stage('config/nowhere.json')).toThrow(
      /^\[S\] firstVersion\.prompts is \S+\/config\/nowhere\.json, which cannot be read as JSON \(ENOENT: .* \[model-rollout:document-refused\]$/,
    );
  });

  it('is named with where it stops being JSON', () => {
    expect(stage('README.md')).toThrow(
      /firstVersion\.prompts is \S+\/README\.md, which cannot be read as JSON \(.*#.*\): /,
    );
  });
});
