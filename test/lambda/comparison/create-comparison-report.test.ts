import { describe, expect, it } from 'vitest';
import { alarmReader } from '../../../lambda/comparison/alarm-history.ts';
import {
  createComparisonReport,
  type Message,
  pageKey,
} from '../../../lambda/comparison/create-comparison-report.ts';
import { reportSettings } from '../../../lambda/comparison/report-settings.ts';
import { ENV } from '../../../lambda/contract.ts';
import { deploymentReader, metricReader } from '../../../lambda/guard/sdk-readers.ts';
import { aComparedStage, aRollout, NAMES, OUTCOMES, serveArms } from '../../cli/compare/compared-stage.ts';
import { type CliStage, ERRORS, MINUTE } from '../../cli/stage.ts';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:reports';

function environmentOf({ applicationId, environmentId, profileId }: CliStage) {
  return {
    ...{ [ENV.service]: NAMES.service, [ENV.stage]: NAMES.stage, [ENV.flagsProfile]: profileId },
    ...{ [ENV.application]: applicationId, [ENV.environment]: environmentId },
    ...{ [ENV.outcomes]: JSON.stringify(OUTCOMES), [ENV.reportTopics]: TOPIC, [ENV.reportDays]: '7' },
  };
}

/** The report of a stage, over the SDK's own clients on loopback, and what came of it. */
function aReport(stage: CliStage, env: Readonly<Record<string, string>> = {}) {
  const told: (Message & { readonly topic: string })[] = [];
  const kept: { bucket: string; key: string; page: string }[] = [];
  const { appConfig, cloudWatch } = stage.clients;
  const report = createComparisonReport({
    ...{ deployments: deploymentReader(appConfig), metrics: metricReader(cloudWatch), clock: stage.clock },
    alarms: alarmReader(cloudWatch),
    tell: async (topic, message) => void told.push({ topic, ...message }),
    keep: async (bucket, key, page) => {
      kept.push({ bucket, key, page });
      return `s3://${bucket}/${key}`;
    },
    settings: reportSettings({ ...environmentOf(stage), ...env }),
    emit: () => {},
  });
  return { report, told, kept };
}

async function aTrial(): Promise<CliStage> {
  const stage = await aComparedStage();
  await stage.deploy(aRollout(50));
  const traffic = { requests: 500, candidate: { completed: 0.85 }, control: { completed: 0.6 } };
  await serveArms(stage, 2, traffic, { comparisons: 'requests' });
  return stage;
}

describe('the report that comes by itself', () => {
  it('tells each topic the verdict in a sentence, and how to see the figures', async () => {
    const { report, told } = aReport(await aTrial());
    const result = await report({});
    expect(told).toMatchObject([{ topic: TOPIC, subject: 'shop, prod: which value is better' }]);
    expect(told[0]?.text).toContain('m: new is better than old: task completed is');
    expect(told[0]?.text).toContain('npx model-rollout compare --env prod');
    expect(result.told).toBe(1);
    expect(result).not.toHaveProperty('page');
  });

  it('tells what the verdict does not rest on and has to be known all the same', async () => {
    const { report, told } = aReport(await aTrial());
    await report({});
    expect(told[0]?.text).toContain('It has been less than a week: not all weekdays are in it.');
  });

  it('keeps the page where the stack lets it, and says where', async () => {
    const { report, told, kept } = aReport(await aTrial(), { [ENV.reportBucket]: 'reports' });
    const { page } = await report({});
    expect(kept).toMatchObject([{ bucket: 'reports', page: expect.stringMatching(/^<!doctype html>/i) }]);
    expect(kept[0]?.key).toMatch(/^model-rollout\/shop-prod\//);
    expect(told[0]?.text).toContain(`The whole report: ${page}`);
  });

  it('has in its page when a monitor fired', async () => {
    const stage = await aTrial();
    for (const state of ['OK', 'ALARM', 'OK'] as const) {
      stage.alarm(state);
      await stage.pass(10 * MINUTE);
    }
    const { report, kept } = aReport(stage, {
      ...{ [ENV.reportBucket]: 'reports', [ENV.reportMonitors]: ERRORS },
    });
    await report({});
    expect(kept[0]?.page).toContain(ERRORS);
  });

  it('says so where nothing was compared', async () => {
    const { report, told } = aReport(await aComparedStage());
    expect(await report({})).toMatchObject({ verdicts: [] });
    expect(told[0]?.text).toContain('Nothing was compared in this time.');
  });

  it('fails where a topic could not be told, so that it is made again', async () => {
    const stage = await aComparedStage();
    const { appConfig, cloudWatch } = stage.clients;
    const report = createComparisonReport({
      ...{ deployments: deploymentReader(appConfig), metrics: metricReader(cloudWatch), clock: stage.clock },
      alarms: alarmReader(cloudWatch),
      tell: () => Promise.reject(new Error('down')),
      keep: async () => '',
      settings: reportSettings(environmentOf(stage)),
      emit: () => {},
    });
    await expect(report({})).rejects.toThrow('down');
  });
});

describe('the key of a page', () => {
  it('is that of its hour: a report made again takes the place of the first', () => {
    expect(pageKey(NAMES, Date.UTC(2026, 0, 2, 3, 59))).toBe('model-rollout/shop-prod/2026-01-02T03.html');
  });
});

describe('settings of the report', () => {
  it.each([
    [ENV.reportDays, '0'],
    [ENV.outcomes, '{"task_completed":{}}'],
    [ENV.outcomes, 'none'],
    [ENV.service, ''],
  ])('refuse %s = %s', async (name, value) => {
    const stage = await aComparedStage();
    expect(() => reportSettings({ ...environmentOf(stage), [name]: value })).toThrow(name);
  });
});
