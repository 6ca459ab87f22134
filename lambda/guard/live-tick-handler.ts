import type { MeanMethod } from '../../core/guard/judge.ts';
import { systemClock } from '../clock.ts';
import { createTickHandler, type TickHandler } from './create-tick-handler.ts';
import { createGuardRecord } from './guard-record.ts';
import { liveAssess } from './live-assess.ts';
import type { TickSettings } from './settings.ts';

/** The tick handler against AWS: its log is standard output. */
export function liveTickHandler(settings: TickSettings, means: MeanMethod): TickHandler {
  const { service, stage, guard, flagsProfile } = settings;
  return createTickHandler({
    assess: liveAssess(settings, means),
    alpha: guard.alpha,
    flagsProfile,
    record: createGuardRecord(service, stage),
    clock: systemClock,
    emit: (line) => process.stdout.write(`${line}\n`),
  });
}
