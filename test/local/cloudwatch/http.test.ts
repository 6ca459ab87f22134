import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetMetricDataCommand,
  InvalidNextToken,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  ListDashboardsCommand,
  ListMetricsCommand,
  MissingRequiredParameterException,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
  ValidationException,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VirtualClock } from '../../../local/clock.ts';
import type { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import { type LoopbackServer, serveLoopback } from '../../../local/http/loopback-server.ts';
import { connectionTo } from '../../helpers/loopback-client.ts';
import { anAlarm, anEngine, emf, MINUTE, metricQuery, START } from './builders.ts';

let clock: VirtualClock;
let cloudWatch: CloudWatch;
let server: LoopbackServer;
let client: CloudWatchClient;

beforeEach(async () => {
  ({ clock, cloudWatch } = anEngine());
  server = await serveLoopback(cloudWatchHandler(cloudWatch));
  client = new CloudWatchClient(connectionTo(server));
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

const RANGE = { StartTime: new Date(START), EndTime: new Date(START + 10 * MINUTE) };
const DIMENSIONS = [{ Name: 'Role', Value: 'candidate' }];

describe('the SDK client', () => {
  it('puts data with their own time and gets them back', async () => {
    const datum = { MetricName: 'Errors', Dimensions: DIMENSIONS, Value: 4 };
    const Timestamp = new Date(START - MINUTE + 123);
    await client.send(
      new PutMetricDataCommand({ Namespace: 'App', MetricData: [datum, { ...datum, Timestamp }] }),
    );
    const { MetricDataResults: results } = await client.send(
      new GetMetricDataCommand({
        ...RANGE,
        StartTime: new Date(START - MINUTE),
        MetricDataQueries: [
          metricQuery('m1', 'Errors', { ReturnData: false }),
          { Id: 'e1', Expression: 'm1 / 2' },
        ],
      }),
    );
    expect(results?.[0]).toMatchObject({ Id: 'e1', Label: 'e1', Values: [2, 2], StatusCode: 'Complete' });
    expect(results?.[0]?.Timestamps).toEqual([new Date(START), new Date(START - MINUTE)]);
  });

  it('puts a body so large that it compresses it', async () => {
    const MetricData = Array.from({ length: 500 }, (_, index) => ({
      MetricName: `Metric${index % 5}`,
      Dimensions: DIMENSIONS,
      Values: [index, index + 1],
      Counts: [1, 2],
    }));
    expect(JSON.stringify(MetricData).length).toBeGreaterThan(10_240);
    await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    const count = metricQuery('m1', 'Metric3');
    const { Metric } = count.MetricStat ?? {};
    const MetricDataQueries = [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'SampleCount' } }];
    const answer = await client.send(new GetMetricDataCommand({ ...RANGE, MetricDataQueries }));
    expect(answer.MetricDataResults?.[0]?.Values).toEqual([300]);
  });

  it('lists metrics that came in as log lines', async () => {
    cloudWatch.ingestLog(emf({ Errors: 1 }, START));
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'App' }));
    expect(Metrics).toEqual([{ Namespace: 'App', MetricName: 'Errors', Dimensions: DIMENSIONS }]);
  });

  it('sees an alarm fire and its history', async () => {
    await client.send(new PutMetricAlarmCommand(anAlarm({ AlarmActions: ['arn:a'] })));
    cloudWatch.ingestLog(emf({ Errors: 6 }, START));
    clock.advance(MINUTE);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['errors'] }));
    expect(MetricAlarms?.[0]).toMatchObject({
      ...anAlarm({ AlarmActions: ['arn:a'] }),
      StateValue: 'ALARM',
      StateUpdatedTimestamp: new Date(START + MINUTE),
    });
    const { AlarmHistoryItems } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'errors', StartDate: new Date(START + MINUTE) }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ]);
  });

  it('sets a state, disables and enables actions, and deletes an alarm', async () => {
    const AlarmNames = ['errors'];
    const alarm = async () => (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0];
    await client.send(new PutMetricAlarmCommand(anAlarm()));
    const drill = { AlarmName: 'errors', StateValue: 'OK', StateReason: 'a drill' } as const;
    await client.send(new SetAlarmStateCommand(drill));
    await client.send(new DisableAlarmActionsCommand({ AlarmNames }));
    expect(await alarm()).toMatchObject({ StateValue: 'OK', StateReason: 'a drill', ActionsEnabled: false });
    await client.send(new EnableAlarmActionsCommand({ AlarmNames }));
    expect(await alarm()).toMatchObject({ ActionsEnabled: true });
    await client.send(new DeleteAlarmsCommand({ AlarmNames }));
    expect(await alarm()).toBeUndefined();
  });
});

// BEHAVIOUR C25
describe('an error', () => {
  it('comes as the class of its code, with what was got', async () => {
    const queries = [{ Id: 'e1', Expression: 'RATE(m1)' }, metricQuery('m1', 'Errors')];
    const refused = client.send(new GetMetricDataCommand({ ...RANGE, MetricDataQueries: queries }));
    await expect(refused).rejects.toBeInstanceOf(ValidationException);
    await expect(refused).rejects.toThrow(/got function RATE/);
  });

  it.each([
    ['no data', () => new PutMetricDataCommand({ Namespace: 'App' }), MissingRequiredParameterException],
    [
      'a datum without a value',
      () => new PutMetricDataCommand({ Namespace: 'App', MetricData: [{ MetricName: 'N' }] }),
      InvalidParameterCombinationException,
    ],
    [
      'a value that JSON has no number for',
      () =>
        new PutMetricDataCommand({ Namespace: 'App', MetricData: [{ MetricName: 'N', Value: Number.NaN }] }),
      InvalidParameterValueException,
    ],
  ])('of PutMetricData over %s', async (_what, command, expected) => {
    await expect(client.send(command())).rejects.toBeInstanceOf(expected);
  });

  it('of an alarm that does not exist', async () => {
    const input = { AlarmName: 'none', StateValue: 'OK', StateReason: 'x' } as const;
    await expect(client.send(new SetAlarmStateCommand(input))).rejects.toBeInstanceOf(ResourceNotFound);
    const deletion = new DeleteAlarmsCommand({ AlarmNames: ['none'] });
    await expect(client.send(deletion)).rejects.toBeInstanceOf(ResourceNotFound);
  });

  it('of a paging token that was never given', async () => {
    const forged = new DescribeAlarmsCommand({ NextToken: 'forged' });
    await expect(client.send(forged)).rejects.toBeInstanceOf(InvalidNextToken);
  });

  it('of an operation that is not modelled names it', async () => {
    await expect(client.send(new ListDashboardsCommand({}))).rejects.toThrow(
      expect.objectContaining({
        name: 'UnknownOperationException',
        message: expect.stringContaining('ListDashboards'),
        $metadata: expect.objectContaining({ httpStatusCode: 400 }),
      }),
    );
  });

  it('of a body that is not JSON', async () => {
    const headers = { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' };
    const response = await fetch(server.url, { method: 'POST', headers, body: '{' });
    expect([response.status, response.headers.get('x-amzn-query-error')]).toEqual([
      400,
      'SerializationException;Sender',
    ]);
  });
});
