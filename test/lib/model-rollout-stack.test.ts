import { Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { parseGuard } from '../../core/guard/parse-guard.ts';
import { AGENT_ENV, ENV } from '../../lambda/contract.ts';
import { liveSampling } from '../../lambda/evaluation/live-sampling.ts';
import { agentSettings } from '../../lambda/flags/agent-settings.ts';
import { tickSettings } from '../../lambda/guard/settings.ts';
import { inferenceSettings } from '../../lambda/inference/settings.ts';
import { launchDarklySettings } from '../../lambda/launchdarkly/launchdarkly-settings.ts';
import { watchSettings } from '../../lambda/watch/settings.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type CloudFormationTemplate, synthesizeStage } from '../../lib/synthesize.ts';
import { anEvaluation } from './helpers/evaluation.ts';
import { synthesizedStage } from './helpers/rollout-app.ts';
import { aRolloutStack, aStage } from './helpers/stage.ts';
import {
  allDependenciesOf,
  propertiesOf,
  resourcesOf,
  theResource,
  variablesOf,
} from './helpers/template.ts';

const { template } = synthesizeStage(aStage({ knowledgeBaseId: 'KB12345678' }));

function idOf(type: string, path: string): string {
  return theResource(template, type, path).id;
}

/** The variables that somebody reads of an environment that has them all. */
function readBy(read: (environment: Record<string, string>) => unknown, environment: Record<string, string>) {
  const names = new Set<string>();
  const watched = new Proxy(environment, {
    get: (target, name) => {
      names.add(String(name));
      return target[String(name)];
    },
  });
  read(watched);
  return names;
}

describe('the environment of a function', () => {
  // Whatever is optional is there.
  const complete = synthesizedStage({
    knowledgeBaseId: 'KB12345678',
    provider: 'launchdarkly',
    launchDarkly: { sdkKeySecret: 'prod/launchdarkly', uris: { stream: 'https://relay.example.com' } },
    encryptionKey: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ...{ outcomes: { task_completed: { direction: 'up' } }, comparison: {}, evaluation: anEvaluation() },
  });

  it.each([
    ['TickHandlerFunction', tickSettings],
    ['WatchHandlerFunction', watchSettings],
  ] as const)('is what the handler reads, no more and no less: %s', (id, settings) => {
    const environment = variablesOf(complete, id);
    expect(readBy(settings, environment)).toEqual(new Set(Object.keys(environment)));
  });

  it('is what the inference handler and its agent read, no more and no less', () => {
    const environment = variablesOf(complete, 'InferenceHandlerFunction');
    const byHandler = readBy(
      (env) => [
        ...[agentSettings(env), inferenceSettings(env), launchDarklySettings(env)],
        ...[liveSampling(env), env[ENV.tokenSecret]],
      ],
      environment,
    );
    const byAgent = [AGENT_ENV.pollIntervalSeconds, AGENT_ENV.prefetchList];
    // The agent's port is its default, and whether there is a knowledge base is asked where the retriever is made.
    byHandler.delete(AGENT_ENV.httpPort);
    expect(new Set([...byHandler, ...byAgent, ENV.knowledgeBase])).toEqual(new Set(Object.keys(environment)));
    expect(inferenceSettings(environment).catalogue['claude-3-haiku']?.modelId).toBe(
      'anthropic.claude-3-haiku-20240307-v1:0',
    );
  });

  it('tells all of one guard', () => {
    const ids = ['InferenceHandlerFunction', 'TickHandlerFunction', 'WatchHandlerFunction'];
    const guards = ids.map((id) => variablesOf(template, id)[ENV.guard] ?? '');
    expect(new Set(guards).size).toBe(1);
    expect(parseGuard(JSON.parse(guards[0] ?? ''))).toMatchObject({ ok: true });
  });

  it('lets the agent prefetch exactly the paths that the handler asks for', () => {
    const environment = variablesOf(template, 'InferenceHandlerFunction');
    const { flags, prompts } = agentSettings(environment);
    expect(environment[AGENT_ENV.prefetchList]?.split(',')).toEqual(
      [flags, prompts].map(
        ({ application, environment: of, profile }) =>
          `/applications/${application}/environments/${of}/configurations/${profile}`,
      ),
    );
  });
});

describe('the first deployments', () => {
  const flags = idOf('AWS::AppConfig::Deployment', 'FlagDocument');
  const prompts = idOf('AWS::AppConfig::Deployment', 'PromptDocument');

  it('run one after the other, prompts before the flags that name them', () => {
    expect(allDependenciesOf(template, flags)).toContain(prompts);
    expect(allDependenciesOf(template, prompts)).not.toContain(flags);
  });

  it('wait until AppConfig may call the validator and the validator may read what is deployed', () => {
    const needed = allDependenciesOf(template, flags);
    expect(needed).toContain(idOf('AWS::Lambda::Permission', 'Validator'));
    expect(needed).toContain(idOf('AWS::IAM::Policy', 'ReadDeployedVersion'));
  });

  it('wait until AppConfig can ask the guard and the guard can look', () => {
    const needed = allDependenciesOf(template, flags);
    expect(needed).toContain(idOf('AWS::AppConfig::ExtensionAssociation', 'GuardTick'));
    expect(needed).toContain(idOf('AWS::IAM::Policy', 'TickCaller'));
    expect(needed).toContain(idOf('AWS::IAM::Policy', 'TickHandlerRole'));
  });

  it('are not repeated when a tag of the app changes', () => {
    const stack = aRolloutStack();
    Tags.of(stack).add('commit', '4f3efd4');
    const tagged = Template.fromStack(stack);
    tagged.allResourcesProperties('AWS::AppConfig::Deployment', { Tags: Match.absent() });
    tagged.hasResourceProperties('AWS::AppConfig::Application', { Tags: Match.anyValue() });
  });
});

describe('the template', () => {
  it('has no resource that depends on itself', () => {
    for (const id of Object.keys(template.Resources)) {
      expect(() => allDependenciesOf(template, id)).not.toThrow();
    }
  });

  it('keeps every log for the days of the stage', () => {
    const days = (of: CloudFormationTemplate) =>
      propertiesOf<{ RetentionInDays: number }>(of, 'AWS::Logs::LogGroup').map((log) => log.RetentionInDays);
    expect(days(template)).toEqual(Array(4).fill(90));
    expect(days(synthesizeStage(STAGES.staging).template)).toEqual(Array(4).fill(14));
  });

  it('gives out what an operator needs', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      'ApplicationId',
      'AtOnceStrategyId',
      'EnvironmentId',
      'FirstVersionDigest',
      'FlagsProfileId',
      'InferenceFunctionName',
      'InferenceFunctionUrl',
      'OnDestroy',
      'PromptsProfileId',
      'StrategyId',
      'TopicArn',
    ]);
  });

  it('watches the environment with every alarm but those about the guard and the watch', () => {
    const [environment] = propertiesOf<{ Monitors: { AlarmArn: { 'Fn::GetAtt': [string] } }[] }>(
      template,
      'AWS::AppConfig::Environment',
    );
    expect(environment?.Monitors.map(({ AlarmArn }) => AlarmArn['Fn::GetAtt'][0]).sort()).toEqual(
      [...resourcesOf(template, 'AWS::CloudWatch::Alarm').keys()]
        .filter((id) => !/guardblind|watchacted/.test(id))
        .sort(),
    );
  });
});

describe('a configuration that cannot work', () => {
  it('is refused when the first version names a model that the stage lacks', () => {
    const { 'claude-3-haiku': haiku } = STAGES.prod.models;
    const models = haiku === undefined ? {} : { 'claude-3-haiku': haiku };
    expect(() => aRolloutStack({ models })).toThrow(/firstVersion\.flags has the value "claude-sonnet-4-6"/);
  });

  it('is refused for a log retention that CloudWatch Logs does not know', () => {
    expect(() => aRolloutStack({ logRetentionDays: 15 })).toThrow(/logRetentionDays is 15, .* 14, /);
  });

  it('is refused for a guard that means nothing, with everything that is wrong', () => {
    const guard = { guardrails: [{ metric: 'eror', tolerance: 0.5 }], watchHours: -1 };
    expect(() => aRolloutStack({ guard })).toThrow(
      /metric is "eror".*\n.*tolerance is 0\.5.*\n.*watchHours is -1/,
    );
  });

  it('is warned about when the guard would notice too late what it is there for', () => {
    const short = { rollout: { growthPercent: 10, durationMinutes: 40, bakeMinutes: 1 } };
    expect(warningsOf(short)).toEqual(
      ['over_latency_limit at 2', 'outcome:judge_score at 0.85'].map((effect) =>
        expect.stringMatching(
          `^${effect} times .* only \\d+ minutes .* over after 41, which leaves it to the watch: .*\\[ack: model-rollout:undetectable\\]$`,
        ),
      ),
    );
  });

  it('is told when the guard would find an effect after the watch, or never', () => {
    const guardrails = [{ metric: 'errors', tolerance: 1.1 }];
    const warningOf = (ratio: number) => {
      const effects = { errors: { baseRate: 0.005, ratio } };
      return warningsOf({
        guard: { guardrails, expected: { requestsPerMinute: 20, gatePercentage: 5, effects } },
      })[0];
    };
    expect(warningOf(1.3)).toMatch(
      /only \d+ minutes \(\d+ days\) after .* and the watch is over, too: raise/,
    );
    expect(warningOf(1.11)).toMatch(/would never be noticed .*: expect a larger effect/);
  });

  it('is not warned about as it ships, nor where nothing is expected of the guard', () => {
    for (const stage of Object.values(STAGES)) expect(warningsOf(stage)).toEqual([]);
    expect(warningsOf({ guard: { guardrails: [{ metric: 'errors', tolerance: 1.1 }] } })).toEqual([]);
  });
});

describe('a stage without a guard', () => {
  const { guard: _, ...unguarded } = aStage();
  const bare = synthesizeStage(unguarded).template;

  it('has nothing that belongs to one', () => {
    const types = new Set(Object.values(bare.Resources).map(({ Type }) => Type));
    expect(types).not.toContain('AWS::AppConfig::Extension');
    const rules = propertiesOf<{ ScheduleExpression?: string }>(bare, 'AWS::Events::Rule');
    expect(rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)).toEqual([]);
    expect(resourcesOf(bare, 'AWS::CloudWatch::Alarm').size).toBe(4);
    expect(variablesOf(bare, 'InferenceHandlerFunction')).not.toHaveProperty(ENV.guard);
  });
});

function warningsOf(changes: Partial<StageConfig>): readonly unknown[] {
  return aRolloutStack(changes)
    .node.metadata.filter(({ type }) => type === ArtifactMetadataEntryType.WARN)
    .map(({ data }) => data);
}
