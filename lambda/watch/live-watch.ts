import { setTimeout as pause } from 'node:timers/promises';
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { MeanMethod } from '../../core/guard/judge.ts';
import { systemClock } from '../clock.ts';
import { ExposureHistory } from '../guard/exposure-history.ts';
import { createGuardRecord } from '../guard/guard-record.ts';
import { type HistoryOf, liveAssess } from '../guard/live-assess.ts';
import { createWatch, type Watch } from './create-watch.ts';
import type { WatchSettings } from './settings.ts';

/** The watch against AWS: its log is standard output. Nobody waits for it, so the SDK may retry. */
export function liveWatch(settings: WatchSettings, means: MeanMethod): Watch {
  return createWatch({
    appConfig: new AppConfigClient(),
    cloudWatch: new CloudWatchClient(),
    assess: settings.isServedElsewhere
      ? liveAssess(settings, means, servedHistory(settings))
      : liveAssess(settings, means),
    record: createGuardRecord(settings.service, settings.stage),
    settings,
    clock: systemClock,
    pause,
    emit: (line) => process.stdout.write(`${line}\n`),
  });
}

function servedHistory(settings: WatchSettings): HistoryOf {
  return (deployments, metrics) =>
    new ExposureHistory({ ...settings, deployments, metrics, clock: systemClock });
}
