import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import type { ModelFlagsProps } from '../../lib/constructs/model-flags.ts';
import { readDocuments } from '../../lib/document-sources.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type CloudFormationTemplate, synthesizeStage } from '../../lib/synthesize.ts';
import { aRolloutStack, aStack, aStage, someFlags } from './helpers/stage.ts';
import {
  allDependenciesOf,
  dependenciesOf,
  resolveRefs,
  resourcesOf,
  theResource,
} from './helpers/template.ts';
import { aFunction } from './safety/trees.ts';

const DOCUMENTS = readDocuments(STAGES.prod.firstVersion);
const { template } = synthesizeStage(aStage());

/** Everything of AppConfig in a stage: what CloudFormation would compare with what it has deployed. */
function appConfigOf(changes: Partial<StageConfig>): Readonly<Record<string, unknown>> {
  const { Resources } = synthesizeStage(aStage(changes)).template;
  return Object.fromEntries(
    Object.entries(Resources).filter(([, { Type }]) => Type.startsWith('AWS::AppConfig')),
  );
}

/** The documents with one more prompt. */
function withPrompt(): StageConfig['firstVersion'] & ModelFlagsProps['firstVersion'] {
  const before = DOCUMENTS.prompts as { readonly prompts: object };
  const prompts = { ...before, prompts: { ...before.prompts, v9: { system: 'Be brief.' } } };
  return { flags: Object(DOCUMENTS.flags), prompts };
}

/** Logical ids of both first versions. */
function firstVersions(of: CloudFormationTemplate): readonly string[] {
  return [...resourcesOf(of, 'AWS::AppConfig::HostedConfigurationVersion').keys()];
}

describe('a first version', () => {
  it('is stored and deployed after the functions that read it, and all that they may do', () => {
    for (const id of firstVersions(template)) {
      const before = [...allDependenciesOf(template, id)];
      for (const part of ['InferenceHandlerFunction', 'InferenceHandlerRoleDefaultPolicy']) {
        expect(before).toContainEqual(expect.stringContaining(part));
      }
    }
  });

  it('names itself the functions whose code must understand it, so that an update takes them first', () => {
    const [flags = ''] = firstVersions(template).filter((id) => id.includes('FlagDocument'));
    const named = [...dependenciesOf(template, flags)];
    for (const part of ['InferenceHandlerFunction', 'ValidatorHandlerFunction']) {
      expect(named).toContainEqual(expect.stringContaining(part));
    }
  });

  it('comes after every alarm that watches its environment', () => {
    const monitors = JSON.stringify(theResource(template, 'AWS::AppConfig::Environment').properties);
    const alarms = [...resourcesOf(template, 'AWS::CloudWatch::Alarm').keys()].filter((id) =>
      monitors.includes(id),
    );
    expect(alarms.length).toBeGreaterThan(0);
    for (const id of firstVersions(template)) {
      expect([...allDependenciesOf(template, id)]).toEqual(expect.arrayContaining(alarms));
    }
  });

  it("waits for a user's own function, too, unless that is of another stack, which waits for the flags", () => {
    const stack = aStack();
    const flags = someFlags({}, stack);
    flags.grantRead(aFunction(stack));
    const far = new Stack(stack.node.root, 'Far', { env: { region: 'us-east-1' } });
    flags.grantRead(aFunction(far));
    const json = Template.fromStack(stack).toJSON() as CloudFormationTemplate;
    for (const id of firstVersions(json)) {
      expect([...allDependenciesOf(json, id)]).toContainEqual(expect.stringMatching(/^Reader/));
    }
    expect(far.dependencies).toEqual([stack]);
  });
});

describe('a later cdk deploy', () => {
  it('leaves AppConfig alone when only code, or what is bundled with it, has changed', () => {
    const changed = { safeDefault: withPrompt() };
    const assets = [{}, changed].map(
      (stage) =>
        theResource(synthesizeStage(aStage(stage)).template, 'AWS::Lambda::Function', 'Inference').properties,
    );
    expect(assets[0]).not.toEqual(assets[1]);
    expect(appConfigOf(changed)).toEqual(appConfigOf({}));
  });

  it('has nothing to do when nothing has changed, whatever was rolled out or taken back meanwhile', () => {
    expect(synthesizeStage(aStage()).template).toEqual(template);
  });

  it('deploys an edited first version, and nothing else of AppConfig', () => {
    const [before, after] = [appConfigOf({}), appConfigOf({ firstVersion: withPrompt() })];
    const changed = Object.keys(before).filter(
      (id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]),
    );
    expect(changed).toEqual([expect.stringContaining('PromptDocumentFirstVersion')]);
  });

  it('refuses an edited first version where the digest of the first one is kept', () => {
    const { firstVersionDigest } = someFlags();
    const edited = { firstVersion: withPrompt(), firstVersionDigest };
    expect(() => someFlags({ firstVersion: DOCUMENTS, firstVersionDigest })).not.toThrow();
    expect(() => someFlags(edited)).toThrow(
      /use model-rollout deploy, or set firstVersionDigest to [0-9a-f]{16} /,
    );
  });
});

describe('a stage that is destroyed', () => {
  const KEPT = ['Application', 'ConfigurationProfile', 'HostedConfigurationVersion'];

  /** Deletion policies by type. */
  function policiesOf(props: Partial<ModelFlagsProps>): Readonly<Record<string, string | undefined>> {
    const { Resources } = Template.fromStack(Stack.of(someFlags(props))).toJSON() as {
      Resources: Record<string, { Type: string; DeletionPolicy?: string }>;
    };
    const entries = Object.values(Resources).map(({ Type, DeletionPolicy = 'Delete' }) => [
      Type,
      DeletionPolicy,
    ]);
    return Object.fromEntries(entries.map(([type = '', policy]) => [type.split('::').at(-1), policy]));
  }

  it('leaves its documents, since AppConfig deletes no profile that has versions of operators', () => {
    const policies = policiesOf({});
    for (const type of KEPT) expect(policies[type]).toBe('RetainExceptOnCreate');
    const { Application: _, ConfigurationProfile: __, HostedConfigurationVersion: ___, ...others } = policies;
    expect(new Set(Object.values(others))).toEqual(new Set(['Delete']));
  });

  it('leaves nothing where that is asked for', () => {
    expect(new Set(Object.values(policiesOf({ removalPolicy: RemovalPolicy.DESTROY })))).toEqual(
      new Set(['Delete']),
    );
  });

  it('is refused with a removal that means nothing', () => {
    const removalPolicy = 'keep' as 'retain';
    expect(() => aRolloutStack({ removalPolicy })).toThrow(
      /removalPolicy is "keep", but must be retain or destroy.* \[model-rollout:out-of-range\]$/,
    );
  });

  it.each([
    ['retain', /^cdk destroy leaves AppConfig application .* docs\/runbook\.md#destroying-a-stage$/],
    ['destroy', /^cdk destroy deletes .*, but fails while it has versions that operators stored: /],
  ] as const)('says beforehand what it does to its documents: %s', (removalPolicy, text) => {
    const { OnDestroy } = synthesizeStage(aStage({ removalPolicy })).template.Outputs;
    expect(resolveRefs(OnDestroy?.Value)).toMatch(text);
  });
});
