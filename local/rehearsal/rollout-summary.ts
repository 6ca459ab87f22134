import { evidenceText, largestEvidence } from './evidence-text.ts';
import type { RoleResult, RolloutResult } from './observer.ts';
import type { RolloutReport } from './report.ts';

/** What a rollout came to, in sentences. `nameOf` shortens the name of an alarm. */
export function summaryOf(result: RolloutResult, nameOf: (alarm: string) => string): readonly string[] {
  return [
    outcomeOf(result, nameOf),
    exposureOf(result),
    ...scoresOf(result),
    ...noticedOf(result.report),
    ...removalOf(result.report),
  ];
}

/** A whole number for people. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

function outcomeOf({ report, candidate }: RolloutResult, nameOf: (alarm: string) => string): string {
  const minutes = report.endedAtMinute - report.startedAtMinute;
  if (report.outcome === 'completed') return `${candidate.model}: completed after ${minutes} minutes.`;
  const since = report.faultAtMinute === undefined ? 'the start' : 'its fault set in';
  const by = report.rolledBackBy === 'guard' ? 'the guard' : nameOf(report.rolledBackBy ?? '');
  const seen = `${report.peakPercentage} % of users had seen the new document`;
  return `${candidate.model}: rolled back by ${by}, ${report.detectionMinutes} minutes after ${since}; ${seen}.`;
}

function exposureOf({ candidate, control }: RolloutResult): string {
  const rescued = `${count(candidate.fallbacks)} of them were answered by the control instead`;
  return `The candidate was given ${requestsOf(candidate)} (${rescued}), the control beside it ${requestsOf(control)}.`;
}

function requestsOf({ requests, errors }: RoleResult): string {
  return `${count(requests)} requests and failed ${count(errors)}`;
}

function scoresOf({ candidate, control }: RolloutResult): readonly string[] {
  if (candidate.meanScore === undefined || control.meanScore === undefined) return [];
  const [score, controlScore] = [candidate.meanScore.toFixed(2), control.meanScore.toFixed(2)];
  return [
    `Mean judge score ${score} against ${controlScore} of the control, on a scale from 1 to 10; the guard is told 0 to 1.`,
  ];
}

function noticedOf({ guard, noticedFirst, alarmAtMinute }: RolloutReport): readonly string[] {
  if (!guard) return [];
  const evidence = `${evidenceText(largestEvidence(guard))} of ${Math.round(guard.threshold)}`;
  if (noticedFirst === 'guard') {
    const alarms = alarmAtMinute === undefined ? 'no alarm fired' : `an alarm in minute ${alarmAtMinute}`;
    return [`The guard noticed first, in minute ${guard.noticedAtMinute}; ${alarms}.`];
  }
  if (noticedFirst === 'alarm') {
    const { noticedAtMinute } = guard;
    const later = noticedAtMinute === undefined ? `had evidence ${evidence}` : `in minute ${noticedAtMinute}`;
    return [`An alarm noticed first, in minute ${alarmAtMinute}; the guard ${later}.`];
  }
  return [`No alarm fired, and the guard's evidence was never above ${evidence}.`];
}

function removalOf({ removal, startedAtMinute }: RolloutReport): readonly string[] {
  if (!removal) return [];
  return [`The watch ${removal.action} it in minute ${removal.atMinute - startedAtMinute}.`];
}
