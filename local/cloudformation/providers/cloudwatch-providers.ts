import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { ACCOUNT } from '../../account.ts';
import type { CloudWatch } from '../../cloudwatch/cloudwatch.ts';
import type { Properties, ResourceProviders, ResourceRequest } from '../resource-provider.ts';

/** Alarms in the engine. A dashboard is only checked to be JSON: nobody looks at it here. */
export function cloudWatchProviders(cloudWatch: CloudWatch): ResourceProviders {
  const put = async (AlarmName: string, properties: Properties) => {
    // The cast: CloudFormation's properties of an alarm are the members of the operation's input.
    cloudWatch.putMetricAlarm({ ...(properties as unknown as PutMetricAlarmInput), AlarmName });
    return { AlarmName, Arn: `arn:aws:cloudwatch:${ACCOUNT.region}:${ACCOUNT.id}:alarm:${AlarmName}` };
  };
  return {
    'AWS::CloudWatch::Alarm': {
      create: async ({ properties, generatedName }) => {
        const name = String(properties.AlarmName ?? generatedName);
        const [existing] = cloudWatch.describeAlarms({ AlarmNames: [name] }).MetricAlarms ?? [];
        if (existing) throw new Error(`${name} already exists`);
        return put(name, properties);
      },
      update: ({ AlarmName }, { properties }) => put(String(AlarmName), properties),
      delete: async ({ AlarmName }) => cloudWatch.deleteAlarms({ AlarmNames: [String(AlarmName)] }),
    },
    'AWS::CloudWatch::Dashboard': {
      create: async (request) =>
        dashboard(String(request.properties.DashboardName ?? request.generatedName), request),
      update: async ({ DashboardName }, request) => dashboard(String(DashboardName), request),
      delete: async () => {},
    },
  };
}

function dashboard(DashboardName: string, { properties }: ResourceRequest) {
  JSON.parse(String(properties.DashboardBody));
  return { DashboardName };
}
