import type { ComparisonVerdict, Contrast, MetricComparison } from './comparison.ts';

/** One primary metric of an arm. */
interface Primary {
  readonly metric: string;
  readonly verdict: ComparisonVerdict;
}

/**
 * Verdict on an arm over its primary metrics: worse when one of them is worse, else better when one is better, else no
 * meaningful difference when all are so, else not yet, until the last of them can be told. The others' findings follow.
 */
export function armVerdict(value: string, metrics: readonly MetricComparison[]): ComparisonVerdict {
  const primaries = metrics.flatMap(({ metric, contrasts }): readonly Primary[] =>
    contrasts.filter(isOf(value)).map(({ verdict }) => ({ metric, verdict })),
  );
  const of = (kind: ComparisonVerdict['kind']): readonly Primary[] =>
    primaries.filter(({ verdict }) => verdict.kind === kind);
  const [worse, better, equal, waiting] = [
    of('worse'),
    of('better'),
    of('no-meaningful-difference'),
    of('not-yet'),
  ];
  const [first = undefined] = [...worse, ...better];
  if (first) {
    const rest = [...worse, ...better].slice(1).concat(waiting);
    return { kind: first.verdict.kind, sentence: [first.verdict.sentence, ...riderOf(rest)].join(' ') };
  }
  const [known = undefined] = equal;
  if (known && waiting.length === 0) {
    const names = equal.map(({ metric }) => metric).join(', ');
    const sentence =
      equal.length === 1 ? known.verdict.sentence : `${known.verdict.sentence} The same of ${names}.`;
    return { kind: 'no-meaningful-difference', sentence };
  }
  return longest(waiting);
}

function isOf(value: string): (contrast: Contrast) => boolean {
  return (contrast) => contrast.value === value;
}

/** What a reader should know of the other primary metrics. */
function riderOf(others: readonly Primary[]): readonly string[] {
  const texts = others.map(({ metric, verdict }) =>
    verdict.kind === 'not-yet' ? `${metric} is not known yet` : `${metric} is ${verdict.kind}`,
  );
  return texts.length === 0 ? [] : [`Of the other primary metrics, ${texts.join(', ')}.`];
}

/** The verdict that has to be waited for longest; one without a day longer than all. */
function longest(waiting: readonly Primary[]): ComparisonVerdict {
  const daysOf = ({ verdict }: Primary): number => verdict.days ?? Number.POSITIVE_INFINITY;
  const [last] = [...waiting].sort((left, right) => daysOf(right) - daysOf(left));
  return last?.verdict ?? { kind: 'not-yet', sentence: 'Not yet: no metric is compared.' };
}
