import { FLAGS } from '../../lambda/contract.ts';
import type {
  Timeline,
  TimelineAlarm,
  TimelineDeployment,
  TimelineEvent,
  TimelinePoint,
} from '../../report/report-data.ts';
import { MINUTE_MS } from '../clock.ts';
import type { RecordedAlarm, RecordedRollout, RehearsalRecorder } from './rehearsal-recorder.ts';

/** What happened when in a rehearsal that has ended. */
export function rehearsedTimeline({ rollouts, alarms, stage }: RehearsalRecorder): Timeline {
  const alpha = stage?.guard?.alpha;
  return {
    points: rollouts.flatMap(pointsOf),
    ...(alpha !== undefined && { threshold: 1 / alpha }),
    deployments: rollouts.map(deploymentOf),
    alarms: alarmsOf(alarms),
    events: rollouts.flatMap(eventsOf),
  };
}

function pointsOf({ view, minutes, decided, removed, result }: RecordedRollout): readonly TimelinePoint[] {
  const percentages = new Map([
    [view.startMs, 0],
    ...minutes.map(({ minute, percentage }) => [view.startMs + minute * MINUTE_MS, percentage] as const),
    ...(decided ? [[decided.atMs, decided.rollback ? 0 : 100] as const] : []),
    ...(removed ? [[removed.atMs, 0] as const] : []),
  ]);
  const said = (result?.report.guard?.minutes ?? []).map(
    ({ minute, combined }) => [view.startMs + minute * MINUTE_MS, combined] as const,
  );
  const evidences = new Map(said);
  const moments = [...new Set([...percentages.keys(), ...evidences.keys()])].sort(
    (one, other) => one - other,
  );
  let percentage = 0;
  return moments.map((atMs) => {
    percentage = percentages.get(atMs) ?? percentage;
    const evidence = evidences.get(atMs);
    return { atMs, percentage, ...(evidence !== undefined && { evidence }) };
  });
}

function deploymentOf({ view, decided, removed }: RecordedRollout): TimelineDeployment {
  const { startMs, control, candidate, percentage } = view;
  return {
    startMs,
    ...(decided && { endMs: decided.atMs }),
    ...{ flag: FLAGS.model, from: control, to: `${candidate} for ${percentage} %, else ${control}` },
    outcome: outcomeOf(decided, removed),
  };
}

function outcomeOf(
  decided: RecordedRollout['decided'],
  removed: RecordedRollout['removed'],
): TimelineDeployment['outcome'] {
  if (!decided) return 'in-progress';
  if (decided.rollback) return 'rolled-back';
  if (removed) return removed.removal.action === 'killed' ? 'killed' : 'reverted';
  return 'completed';
}

/** From each `ALARM` to what comes next. */
function alarmsOf(changes: readonly RecordedAlarm[]): readonly TimelineAlarm[] {
  return changes.flatMap(({ name, to, atMs }, index) => {
    if (to !== 'ALARM') return [];
    const next = changes.slice(index + 1).find((later) => later.name === name);
    return [{ name, fromMs: atMs, ...(next && { toMs: next.atMs }) }];
  });
}

function eventsOf({ view, decided, removed, result }: RecordedRollout): readonly TimelineEvent[] {
  const { startMs, candidate } = view;
  const { startedAtMinute = 0, faultAtMinute } = result?.report ?? {};
  const faultMs = faultAtMinute && startMs + (faultAtMinute - startedAtMinute) * MINUTE_MS;
  const isMet = faultMs !== undefined && faultMs <= (removed ?? decided ?? { atMs: 0 }).atMs;
  const events: readonly (TimelineEvent | undefined)[] = [
    isMet ? { atMs: faultMs, kind: 'fault', text: `The scripted fault of ${candidate} sets in.` } : undefined,
    decided && decidedEvent(decided, candidate),
    removed && removedEvent(removed, candidate),
  ];
  return events.filter((event) => event !== undefined);
}

/** The last word about a rollout; `undefined` while there is none. */
export function decisionOf({ view, decided, removed }: RecordedRollout): TimelineEvent | undefined {
  if (removed) return removedEvent(removed, view.candidate);
  return decided && decidedEvent(decided, view.candidate);
}

function removedEvent(
  { atMs, removal }: NonNullable<RecordedRollout['removed']>,
  candidate: string,
): TimelineEvent {
  const kind = removal.action === 'killed' ? 'killed' : 'reverted';
  return { atMs, kind, text: `The watch ${removal.action} ${candidate}: ${removal.reason}` };
}

function decidedEvent(
  { atMs, rollback }: NonNullable<RecordedRollout['decided']>,
  candidate: string,
): TimelineEvent {
  if (!rollback) return { atMs, kind: 'completed', text: `The rollout of ${candidate} is complete.` };
  const by = rollback.by === 'guard' ? 'the guard' : `the alarm ${rollback.by}`;
  return { atMs, kind: 'rolled-back', text: `AppConfig took ${candidate} back, told by ${by}.` };
}
