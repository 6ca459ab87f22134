import type { TimelineEvent } from '../../report/report-data.ts';
import type { StageComparison } from './compare-stage.ts';
import type { FlagDeployment } from './flag-deployments.ts';

/** Deployments that were taken back, values that were killed, and at the end what is to be made of it all. */
export function timelineEvents({ deployments, comparisons }: StageComparison): readonly TimelineEvent[] {
  const verdicts = comparisons.flatMap(({ trial, span, comparison }) =>
    comparison.verdicts.map(
      ({ verdict }): TimelineEvent => ({
        atMs: span.toMs,
        kind: 'verdict',
        text: `${trial.flag}: ${verdict.sentence}`,
      }),
    ),
  );
  const events = [...deployments.flatMap(kills), ...deployments.flatMap(takenBack), ...verdicts];
  return events.toSorted((left, right) => left.atMs - right.atMs);
}

function takenBack({ number, outcome, grownAtMs, endedAtMs }: FlagDeployment): readonly TimelineEvent[] {
  if (outcome !== 'rolled-back' && outcome !== 'reverted') return [];
  const text = `Deployment ${number} was ${outcome.replace('-', ' ')}.`;
  return [{ atMs: endedAtMs ?? grownAtMs, kind: outcome, text }];
}

/** By the watch or by a person: the documents do not say. */
function kills({ number, startedAtMs, before, document }: FlagDeployment): readonly TimelineEvent[] {
  if (before === undefined || document === undefined) return [];
  return document.flags.flatMap(({ flag, killed }) => {
    const known = before.flags.find((one) => one.flag === flag)?.killed ?? [];
    const values = killed.filter((value) => !known.includes(value));
    return values.map((value) => ({
      ...{ atMs: startedAtMs, kind: 'killed' as const },
      text: `Deployment ${number} killed ${String(value)} of ${flag}.`,
    }));
  });
}
