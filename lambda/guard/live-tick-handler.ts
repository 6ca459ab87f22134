import type { Guard } from '../../core/guard/guard.ts';
import type { MeanMethod } from '../../core/guard/judge.ts';
import { systemClock } from '../clock.ts';
import { ENV } from '../contract.ts';
import type { Environment } from '../env-reader.ts';
import { createTickHandler, type TickHandler } from './create-tick-handler.ts';
import { CONTINUE } from './directive.ts';
import { createGuardRecord } from './guard-record.ts';
import { liveAssess } from './live-assess.ts';
import { tickSettings } from './settings.ts';

/** Takes one line of the log. */
type Emit = (line: string) => void;

/**
 * The tick handler against AWS: its log is standard output. Never throws: AppConfig takes a function that does not start
 * for a reason to roll back, and wrong settings are no fault of the candidate. Every tick is blind then, and says why.
 */
export function liveTickHandler(env: Environment, meansOf: (guard: Guard) => MeanMethod): TickHandler {
  const emit: Emit = (line) => process.stdout.write(`${line}\n`);
  try {
    const settings = tickSettings(env);
    const { service, stage, guard, flagsProfile } = settings;
    return createTickHandler({
      assess: liveAssess(settings, meansOf(guard)),
      alpha: guard.alpha,
      flagsProfile,
      record: createGuardRecord(service, stage),
      clock: systemClock,
      emit,
    });
  } catch (error) {
    return blindTick(String(error), env, emit);
  }
}

function blindTick(detail: string, env: Environment, emit: Emit): TickHandler {
  const record = createGuardRecord(env[ENV.service] || 'unknown', env[ENV.stage] || 'unknown');
  return async () => {
    const assessment = { kind: 'blind', reason: 'internal', detail } as const;
    for (const line of record({ assessment, timestampMs: systemClock.now() })) emit(line);
    return CONTINUE;
  };
}
