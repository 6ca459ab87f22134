import {
  Annotations,
  Aspects,
  CfnParameter,
  Duration,
  type IAspect,
  Stack,
  Tags,
  Validations,
} from 'aws-cdk-lib';
import { type CfnEnvironment, Environment } from 'aws-cdk-lib/aws-appconfig';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  CfnAlarm,
  CompositeAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { type CfnPolicy, Effect, ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import type { ModelFlags } from '../../../lib/constructs/model-flags.ts';
import { someFlags } from '../helpers/stage.ts';
import { reportedOf } from './findings.ts';
import { aFunction, alsoDeployed, aMonitor, anInference, flagsWatchedBy } from './trees.ts';

/** An environment that the flags' own construct knows nothing of. */
function anotherEnvironment({ application }: ModelFlags): Pick<ModelFlags, 'application' | 'environment'> {
  return { application, environment: new Environment(application, 'Another', { application }) };
}

/** Ids of what is reported. */
function idsOf(build: (stack: Stack) => void): readonly string[] {
  return reportedOf(build).map(({ id }) => id);
}

/** Does something to every alarm when the tree is complete, as a rule of a whole organization would. */
function onEveryAlarm(change: (alarm: CfnAlarm) => void): IAspect {
  return { visit: (node) => (node instanceof CfnAlarm ? change(node) : undefined) };
}

describe('monitors', () => {
  it('are looked at as the template will have them', () => {
    const ids = idsOf((stack) => {
      flagsWatchedBy(stack, {});
      Aspects.of(stack).add(onEveryAlarm((alarm) => alarm.addPropertyOverride('ActionsEnabled', false)));
      Aspects.of(stack).add(onEveryAlarm((alarm) => alarm.addPropertyDeletionOverride('TreatMissingData')));
    });
    expect(ids).toEqual(['actions-disabled']);
  });

  it('are counted as the template will have them', () => {
    const ids = idsOf((stack) => {
      const { environment } = flagsWatchedBy(stack, {});
      const monitors = Array.from({ length: 6 }, (_, at) => ({ AlarmArn: `arn:${at}` }));
      (environment.node.defaultChild as CfnEnvironment).addPropertyOverride('Monitors', monitors);
    });
    expect(ids).toEqual(['too-many-monitors']);
  });

  it.each([
    [TreatMissingData.MISSING, 'goes INSUFFICIENT_DATA'],
    [TreatMissingData.BREACHING, 'fires whenever there is none'],
    [TreatMissingData.IGNORE, 'until its first datapoint'],
  ])('are warned of when they treat missing data as %s', (treatMissingData, what) => {
    const [reported] = reportedOf((stack) => flagsWatchedBy(stack, { treatMissingData }));
    expect(reported).toMatchObject({ id: 'missing-data', message: expect.stringContaining(what) });
  });

  it('are left alone where synthesis cannot see into them', () => {
    const ids = idsOf((stack) => {
      const imported = Alarm.fromAlarmArn(
        stack,
        'Imported',
        'arn:aws:cloudwatch:us-east-1:123456789012:alarm:a',
      );
      const alarmRule = AlarmRule.fromAlarm(aMonitor(stack, { evaluationPeriods: 60 }), AlarmState.ALARM);
      someFlags({ monitors: [imported, new CompositeAlarm(stack, 'Composite', { alarmRule })] }, stack);
    });
    expect(ids).toEqual([]);
  });

  it.each([
    (stack: Stack) => Annotations.of(stack).acknowledgeWarning('model-rollout:missing-data'),
    (stack: Stack) =>
      Validations.of(stack).acknowledge({ id: 'model-rollout:missing-data', reason: 'on purpose' }),
  ])('are not warned of once somebody has said that it is meant so', (acknowledge) => {
    const ids = idsOf((stack) => {
      flagsWatchedBy(stack, { treatMissingData: TreatMissingData.MISSING });
      acknowledge(stack);
    });
    expect(ids).toEqual([]);
  });
});

describe('the pace of a rollout', () => {
  const step = Duration.minutes(40);

  it('suits an alarm that can just fire within a step, and not one that needs a second more', () => {
    const paced = (pollSeconds: number) =>
      idsOf((stack) => {
        const pollInterval = Duration.seconds(pollSeconds);
        flagsWatchedBy(stack, { evaluationPeriods: 3 }, { rolloutDuration: step, pollInterval });
      });
    // 4 minutes a step: 3 bad ones, 30 seconds of metric delay, and 30 seconds of polling.
    expect(paced(30)).toEqual([]);
    expect(paced(31)).toEqual(['short-step']);
  });

  it('goes by the bad periods that an alarm needs, and by the longest period of its metrics', () => {
    const period = Duration.minutes(5);
    const slow = new Metric({ namespace: 'Shop', metricName: 'Errors', period });
    const metric = new MathExpression({ expression: 'slow * 2', usingMetrics: { slow }, period });
    const of = (datapointsToAlarm: number) => ({ evaluationPeriods: 9, datapointsToAlarm });
    expect(idsOf((stack) => flagsWatchedBy(stack, of(2)))).toEqual([]);
    expect(idsOf((stack) => flagsWatchedBy(stack, { ...of(2), metric }))).toEqual(['short-step']);
  });

  it('is for most of the monitors within a step, and for all of them within the bake', () => {
    const built = (minutes: readonly number[], bakeMinutes: number) =>
      idsOf((stack) => {
        const monitors = minutes.map((evaluationPeriods, at) =>
          aMonitor(stack, { evaluationPeriods }, `A${at}`),
        );
        someFlags({ monitors, bakeTime: Duration.minutes(bakeMinutes) }, stack);
      });
    expect(built([1, 9], 20)).toEqual([]);
    expect(built([1, 9, 9], 20)).toEqual(['short-step']);
    expect(built([1, 9], 9)).toEqual(['short-bake']);
  });

  it('is not judged where only the deployment knows it', () => {
    const ids = idsOf((stack) => {
      const { valueAsNumber } = new CfnParameter(stack, 'Growth', { type: 'Number' });
      flagsWatchedBy(stack, { evaluationPeriods: 60 }, { growthPercent: valueAsNumber });
    });
    expect(ids).toEqual([]);
  });
});

describe('deployments', () => {
  it('have nothing to fear from a tag of the whole app', () => {
    const ids = idsOf((stack) => {
      flagsWatchedBy(stack, {});
      Tags.of(stack.node.root).add('commit', '4f3efd4');
    });
    expect(ids).toEqual([]);
  });

  it('of others are found in other stacks, too, and only in the same environment', () => {
    const tagged = (samePlace: boolean) =>
      idsOf((stack) => {
        const flags = someFlags({}, stack);
        const far = new Stack(stack.node.scope ?? stack, 'Far', { env: { region: 'us-east-1' } });
        const place = samePlace ? flags : anotherEnvironment(flags);
        Tags.of(alsoDeployed(far, place, flags.atOnceStrategy.deploymentStrategyId)).add('commit', '4f3efd4');
      });
    expect(tagged(true)).toEqual(['foreign-deployment-tags']);
    expect(tagged(false)).toEqual([]);
  });

  it('may take their time where no alarm is made with them', () => {
    const ids = idsOf((stack) => alsoDeployed(stack, someFlags({}, stack), 'AppConfig.AllAtOnce'));
    expect(ids).toEqual([]);
  });
});

describe('a reader', () => {
  const withModel = (seconds: number, more: Record<string, string> = {}) =>
    idsOf((stack) => {
      const environment = { [ENV.modelTimeoutMs]: '30000', ...more };
      someFlags({}, stack).grantRead(aFunction(stack, environment, seconds));
    });

  it('outlasts one answer of its model, or two where it falls back', () => {
    expect(withModel(31)).toEqual([]);
    expect(withModel(30)).toEqual(['short-function-timeout']);
    expect(withModel(31, { [ENV.catalogue]: '{}' })).toEqual(['short-function-timeout']);
    expect(withModel(61, { [ENV.catalogue]: '{}' })).toEqual([]);
  });

  it('that calls no model may be as quick as it likes', () => {
    expect(idsOf((stack) => void someFlags({}, stack).grantRead(aFunction(stack)))).toEqual([]);
  });
});

describe('the role of an inference function', () => {
  const denied = new PolicyStatement({ effect: Effect.DENY, actions: ['bedrock:*'], resources: ['*'] });

  it('may allow models by wildcards', () => {
    const ids = idsOf((stack) => {
      const role = anInference(stack).function.role as Role;
      const policy = role.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy;
      const statement = { Effect: 'Allow', Action: ['bedrock:Invoke*'], Resource: 'arn:aws:bedrock:*' };
      policy.addPropertyOverride('PolicyDocument.Statement', [statement]);
    });
    expect(ids).toEqual([]);
  });

  it('is refused when a denial takes its models away, but not for a denial under a condition', () => {
    const withDenial = (statement: PolicyStatement) =>
      idsOf((stack) => anInference(stack).function.addToRolePolicy(statement));
    const conditions = { Bool: { 'aws:SecureTransport': 'false' } };
    expect(withDenial(denied)).toEqual(['model-without-permission']);
    expect(withDenial(PolicyStatement.fromJson({ ...denied.toJSON(), Condition: conditions }))).toEqual([]);
  });

  it('is only warned of when a managed policy may allow what is missing', () => {
    const ids = idsOf((stack) => {
      const role = anInference(stack).function.role as Role;
      role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AmazonBedrockFullAccess'));
      const policy = role.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy;
      policy.addPropertyOverride('PolicyDocument.Statement', []);
    });
    expect(ids).toEqual(['unseen-permission']);
  });
});
