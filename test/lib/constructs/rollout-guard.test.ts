import { readdirSync, readFileSync } from 'node:fs';
import * as appConfig from '@aws-sdk/client-appconfig';
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ENV, GUARD_PARAMETER } from '../../../lambda/contract.ts';
import { DIMENSION, GUARD_METRIC, METRIC_NAMESPACE } from '../../../lambda/metric-names.ts';
import { RolloutAlarms } from '../../../lib/constructs/rollout-alarms.ts';
import { RolloutGuard, type RolloutGuardProps } from '../../../lib/constructs/rollout-guard.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { aStack, someFlags } from '../helpers/stage.ts';
import { propertiesOf, resolveRefs, resourcesOf, theResource, variablesOf } from '../helpers/template.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const MINUTE_MS = 60_000;
const GUARD = { guardrails: [{ metric: 'errors', tolerance: 1.1 }] };
const MEANS = { guardrails: [...GUARD.guardrails, { metric: 'latency_ms', tolerance: 1.1 }] };

function aGuardTemplate(props: Partial<RolloutGuardProps> = {}): CloudFormationTemplate {
  const stack = aStack();
  const alarms = new RolloutAlarms(stack, 'Alarms', { service: 'shop', stage: 'test', guard: GUARD });
  new RolloutGuard(stack, 'Guard', {
    service: 'shop',
    stage: 'test',
    guard: GUARD,
    flags: someFlags({ monitors: alarms.alarms }, stack),
    watchedAlarms: alarms.ofCandidate,
    ...props,
  });
  return Template.fromStack(stack).toJSON() as CloudFormationTemplate;
}

const template = aGuardTemplate();

/** What a role may do: action → resources, generated ids without their hashes. */
function allowedTo(roleInId: string): Readonly<Record<string, readonly string[]>> {
  const { properties } = theResource<{ PolicyDocument: { Statement: readonly Statement[] } }>(
    template,
    'AWS::IAM::Policy',
    roleInId,
  );
  const pairs = properties.PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => [action, [Resource].flat().map(shortArn).sort()] as const),
  );
  return Object.fromEntries(pairs);
}

/** `arn:aws:appconfig:us-east-1:<account>:application/…` without what is the same for all, or the id of an attribute. */
function shortArn(resource: unknown): string {
  const { 'Fn::GetAtt': attribute } = Object(resource) as { 'Fn::GetAtt'?: readonly [string, string] };
  const text = attribute
    ? attribute[0]
    : String(resource).replace('arn:aws:appconfig:us-east-1:AWS::AccountId:', '');
  return text.replaceAll(/[0-9A-F]{8}(?=\/|$)/g, '');
}

const APPLICATION = 'application/ModelFlagsApplication';
const ENVIRONMENT = `${APPLICATION}/environment/ModelFlagsEnvironment`;
const PROFILE = `${APPLICATION}/configurationprofile/ModelFlagsFlagDocumentProfile`;
const LOOKING = {
  'cloudwatch:GetMetricData': ['*'],
  'appconfig:ListDeployments': [APPLICATION, ENVIRONMENT],
  'appconfig:GetHostedConfigurationVersion': [
    APPLICATION,
    PROFILE,
    `${PROFILE}/hostedconfigurationversion/*`,
  ],
};

/** Actions that the sources of a room call, as IAM names them; only AppConfig's resources are tagged. */
function calledIn(...rooms: readonly string[]): ReadonlySet<string> {
  const sources = rooms.flatMap((room) =>
    readdirSync(room).map((file) => readFileSync(`${room}/${file}`, 'utf8')),
  );
  const commands = sources.flatMap((text) =>
    [...text.matchAll(/\bnew (\w+)Command\(/g)].map(([, name]) => name),
  );
  return new Set(
    commands.map((name) => `${`${name}Command` in appConfig ? 'appconfig' : 'cloudwatch'}:${name}`),
  );
}

it('allows exactly what the functions call', () => {
  const actions = (roleInId: string) =>
    new Set(Object.keys(allowedTo(roleInId)).filter((action) => !action.startsWith('logs:')));
  expect(actions('TickHandlerRole')).toEqual(calledIn('lambda/guard'));
  expect(actions('WatchHandlerRole')).toEqual(calledIn('lambda/guard', 'lambda/watch'));
});

/** What the tick's extension is given, and the names of what it says that it takes. */
function parametersOf(of: CloudFormationTemplate) {
  const parameters = (type: string) =>
    theResource<{ Parameters: Readonly<Record<string, unknown>> }>(of, type).properties.Parameters;
  return {
    given: parameters('AWS::AppConfig::ExtensionAssociation'),
    declared: Object.keys(parameters('AWS::AppConfig::Extension')),
  };
}

describe('the tick', () => {
  it('is asked by AppConfig during deployments of the flag document, through a role that may do nothing else', () => {
    const tick = theResource(template, 'AWS::Lambda::Function', 'Tick').id;
    const caller = theResource<{ AssumeRolePolicyDocument: unknown }>(template, 'AWS::IAM::Role', 'Caller');
    expect(JSON.stringify(caller.properties.AssumeRolePolicyDocument)).toContain('"appconfig.amazonaws.com"');
    expect(allowedTo('Caller')).toEqual({ 'lambda:InvokeFunction': [tick.slice(0, -8)] });
    const extension = theResource(template, 'AWS::AppConfig::Extension');
    expect(extension.properties).toMatchObject({
      Name: 'shop-test-guard',
      Actions: {
        AT_DEPLOYMENT_TICK: [
          { Uri: { 'Fn::GetAtt': [tick, 'Arn'] }, RoleArn: { 'Fn::GetAtt': [caller.id, 'Arn'] } },
        ],
      },
    });
    const { properties } = theResource<Record<string, string>>(
      template,
      'AWS::AppConfig::ExtensionAssociation',
    );
    expect(properties.ExtensionIdentifier).toBe(extension.id);
    expect(shortArn(properties.ResourceIdentifier)).toBe(PROFILE);
  });

  it('leaves word for the command line of what it promises, whose metrics it reads and what outcomes there are', () => {
    const outcomes = { solved: { direction: 'up' } } as const;
    const left = {
      [GUARD_PARAMETER.service]: 'shop',
      [GUARD_PARAMETER.stage]: 'test',
      [GUARD_PARAMETER.guard]: JSON.stringify(GUARD),
    };
    expect(parametersOf(template)).toEqual({ given: left, declared: Object.keys(left) });
    const more = { ...left, [GUARD_PARAMETER.outcomes]: JSON.stringify(outcomes) };
    expect(parametersOf(aGuardTemplate({ outcomes }))).toEqual({ given: more, declared: Object.keys(more) });
  });

  it('may look and write its log, and can change nothing', () => {
    const { 'logs:CreateLogStream': _, 'logs:PutLogEvents': __, ...allowed } = allowedTo('TickHandlerRole');
    expect(allowed).toEqual(LOOKING);
  });

  it('answers by itself before Lambda would end the call', () => {
    const { properties } = theResource(template, 'AWS::Lambda::Function', 'Tick');
    expect(properties).toMatchObject({ Timeout: 10, MemorySize: 1024, Architectures: ['arm64'] });
  });
});

describe('the watch', () => {
  const DEPLOYMENTS = `${ENVIRONMENT}/deployment/*`;

  it('may take back what was rolled out in its environment, and silence its monitors', () => {
    const monitors = [...resourcesOf(template, 'AWS::CloudWatch::Alarm').keys()]
      .filter((id) => id.startsWith('Alarms'))
      .map((id) => id.slice(0, -8))
      .sort();
    const { 'logs:CreateLogStream': _, 'logs:PutLogEvents': __, ...allowed } = allowedTo('WatchHandlerRole');
    expect(allowed).toEqual({
      ...LOOKING,
      'cloudwatch:DescribeAlarms': ['*'],
      'cloudwatch:DisableAlarmActions': monitors,
      'cloudwatch:EnableAlarmActions': monitors,
      'appconfig:GetEnvironment': [APPLICATION, ENVIRONMENT],
      'appconfig:GetDeployment': [APPLICATION, ENVIRONMENT, DEPLOYMENTS],
      'appconfig:StopDeployment': [APPLICATION, ENVIRONMENT, DEPLOYMENTS],
      'appconfig:ListHostedConfigurationVersions': [APPLICATION, PROFILE],
      'appconfig:CreateHostedConfigurationVersion': [APPLICATION, PROFILE],
      'appconfig:StartDeployment': [
        APPLICATION,
        PROFILE,
        ENVIRONMENT,
        'deploymentstrategy/ModelFlagsAtOnce',
      ].sort(),
      'appconfig:ListTagsForResource': [ENVIRONMENT, DEPLOYMENTS],
      'appconfig:TagResource': [ENVIRONMENT],
      'appconfig:UntagResource': [ENVIRONMENT],
    });
    expect(monitors).toHaveLength(5);
  });

  it('looks every five minutes for three days unless told otherwise, and repeats no look', () => {
    const schedule = (of: CloudFormationTemplate) => theResource(of, 'AWS::Events::Rule').properties;
    const watch = theResource(template, 'AWS::Lambda::Function', 'Watch').id;
    expect(schedule(template)).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [watch, 'Arn'] }, RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    expect(theResource(template, 'AWS::Lambda::EventInvokeConfig').properties).toMatchObject({
      FunctionName: watch,
      MaximumRetryAttempts: 0,
    });
    const rare = aGuardTemplate({ watchInterval: Duration.minutes(1), watchTime: Duration.days(7) });
    expect(schedule(rare)).toMatchObject({ ScheduleExpression: 'rate(1 minute)' });
    expect(variablesOf(template, 'Watch')[ENV.watchHours]).toBe('72');
    expect(variablesOf(rare, 'Watch')[ENV.watchHours]).toBe('168');
  });

  it('heeds the alarms it is given by name', () => {
    const names = (variablesOf(template, 'Watch')[ENV.watchedAlarms] ?? '').split(',');
    expect(names.map((name) => name.slice(0, -8))).toEqual([
      'Alarmscandidateerrorrate',
      'Alarmscandidatelatency',
      'Alarmscandidateerrorfuse',
    ]);
    expect(variablesOf(aGuardTemplate({ watchedAlarms: [] }), 'Watch')[ENV.watchedAlarms]).toBe('');
  });

  it('is not there for a watch of no time, while the tick is', () => {
    const unwatched = aGuardTemplate({ watchTime: Duration.hours(0) });
    expect(resourcesOf(unwatched, 'AWS::Events::Rule').size).toBe(0);
    expect(Object.keys(unwatched.Resources).filter((id) => id.startsWith('GuardWatch'))).toEqual([]);
    expect(resourcesOf(unwatched, 'AWS::AppConfig::Extension').size).toBe(1);
  });

  it.each([
    ['longer than a week', { watchTime: Duration.hours(169) }, /watchTime in hours is 169, .* 0 to 168/],
    ['for half an hour', { watchTime: Duration.minutes(30) }, /watchTime in hours is 0\.5, .* whole number/],
    [
      'less than every hour',
      { watchInterval: Duration.hours(2) },
      /watchInterval in minutes is 120, .* 1 to 60/,
    ],
  ])('is refused %s', (_, props, message) => {
    expect(() => aGuardTemplate(props)).toThrow(message);
  });
});

it('bundles special functions only for a guard that compares means', () => {
  const codeOf = (of: CloudFormationTemplate) =>
    ['Tick', 'Watch'].map((id) => theResource(of, 'AWS::Lambda::Function', id).properties.Code);
  const [exact, means] = [codeOf(template), codeOf(aGuardTemplate({ guard: MEANS }))];
  expect(new Set([...exact, ...means].map((code) => JSON.stringify(code))).size).toBe(4);
});

describe('guard-blind', () => {
  /** What was measured in a minute: a look's blindness, or failed calls of a function. */
  interface Look {
    readonly blind?: 0 | 1;
    readonly failed?: 'Tick' | 'Watch';
    readonly metric?: 'Errors' | 'Throttles';
  }

  function blindStates(looks: readonly Look[], of = template): readonly (string | undefined)[] {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5));
    const cloudWatch = new CloudWatch({ clock });
    const { properties } = theResource<PutMetricAlarmInput>(of, 'AWS::CloudWatch::Alarm', 'guardblind');
    cloudWatch.putMetricAlarm(properties);
    return looks.map((look) => {
      measure(cloudWatch, of, look);
      clock.advance(MINUTE_MS);
      return cloudWatch.describeAlarms({}).MetricAlarms?.[0]?.StateValue;
    });
  }

  function measure(cloudWatch: CloudWatch, of: CloudFormationTemplate, look: Look): void {
    const put = (Namespace: string, MetricName: string, dimensions: Record<string, string>, Value = 1) => {
      const Dimensions = Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value }));
      cloudWatch.putMetricData({ Namespace, MetricData: [{ MetricName, Dimensions, Value }] });
    };
    const { blind, failed, metric = 'Errors' } = look;
    const ofGuard = { [DIMENSION.service]: 'shop', [DIMENSION.environment]: 'test' };
    if (blind !== undefined) put(METRIC_NAMESPACE, GUARD_METRIC.blind, ofGuard, blind);
    const id = failed && theResource(of, 'AWS::Lambda::Function', failed).id;
    if (id !== undefined) put('AWS/Lambda', metric, { FunctionName: id });
  }

  const idle = (minutes: number): readonly Look[] => Array.from({ length: minutes }, () => ({}));

  it('fires when three ticks came to nothing, and not at the second', () => {
    expect(blindStates([{ blind: 0 }, { blind: 1 }, { blind: 1 }, { blind: 1 }])).toEqual([
      'OK',
      'OK',
      'OK',
      'ALARM',
    ]);
  });

  it('fires for looks of the watch, which are minutes apart', () => {
    const look = [{ blind: 1 as const }, ...idle(4)];
    expect(blindStates([...look, ...look, { blind: 1 }]).at(-1)).toBe('ALARM');
    const hourly = aGuardTemplate({ watchInterval: Duration.hours(1) });
    const rare = [{ blind: 1 as const }, ...idle(59)];
    expect(blindStates([...rare, ...rare, { blind: 1 }], hourly).at(-1)).toBe('ALARM');
  });

  it('fires when a function fails before it can say so', () => {
    for (const failed of ['Tick', 'Watch'] as const) {
      expect(blindStates([{ failed }, { failed }, { failed }]).at(-1)).toBe('ALARM');
    }
  });

  it('fires when ticks are throttled, of which the function itself knows nothing', () => {
    const look = { failed: 'Tick', metric: 'Throttles' } as const;
    expect(blindStates([look, look, look]).at(-1)).toBe('ALARM');
  });

  it('is well while the guard sees, and while it does not look', () => {
    expect(blindStates([...Array(5).fill({ blind: 0 }), ...idle(20)])).not.toContain('ALARM');
    expect(blindStates([{ blind: 1 }, ...idle(6), { blind: 1 }, ...idle(6), ...idle(6)])).not.toContain(
      'ALARM',
    );
  });

  it('takes nothing back', () => {
    const [environment] = propertiesOf(template, 'AWS::AppConfig::Environment');
    expect(JSON.stringify(resolveRefs(environment))).not.toContain('guardblind');
  });
});
