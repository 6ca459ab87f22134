import type { ComparisonVerdict, MetricComparison } from './comparison.ts';
import type { Standing } from './experiment.ts';

/** One metric of an arm. */
interface Finding {
  readonly metric: string;
  readonly standing: Standing;
  readonly verdict: ComparisonVerdict;
}

/**
 * Verdict on an arm over its primary metrics and guardrails: worse when one of either is worse, else better when a primary
 * one is better, else not yet while a primary one is not known, until the last of them can be told. Of primary metrics that
 * are no different a guardrail that is better makes it better, and otherwise there is no meaningful difference. What else
 * was found in these metrics follows.
 */
export function armVerdict(value: string, metrics: readonly MetricComparison[]): ComparisonVerdict {
  const findings = metrics.flatMap(({ metric, standing, contrasts }): readonly Finding[] =>
    contrasts.filter((one) => one.value === value).map(({ verdict }) => ({ metric, standing, verdict })),
  );
  const of = (kind: ComparisonVerdict['kind'], standing: Standing): readonly Finding[] =>
    findings.filter((one) => one.verdict.kind === kind && one.standing === standing);
  const worse = [...of('worse', 'primary'), ...of('worse', 'guardrail')];
  const [better, safer] = [of('better', 'primary'), of('better', 'guardrail')];
  const waiting = of('not-yet', 'primary');
  const [first, ...rest] = [...worse, ...better];
  if (first) return withOthers(first.verdict, [...rest, ...safer, ...waiting]);
  if (waiting.length > 0) return longest(waiting);
  const equal = of('no-meaningful-difference', 'primary');
  const [known, ...others] = [...safer, ...equal];
  if (!known) return { kind: 'not-yet', sentence: 'Not yet: no metric is compared.' };
  return safer.length > 0 ? withOthers(known.verdict, others) : allEqual(known.verdict, equal);
}

/** The verdict, and what a reader should know of the other metrics that count. */
function withOthers({ kind, sentence }: ComparisonVerdict, others: readonly Finding[]): ComparisonVerdict {
  const texts = others.map(({ metric, verdict }) => `${metric} is ${FOUND[verdict.kind]}`);
  const rider = texts.length === 0 ? [] : [`Of the other metrics that count, ${texts.join(', ')}.`];
  return { kind, sentence: [sentence, ...rider].join(' ') };
}

const FOUND: Readonly<Record<ComparisonVerdict['kind'], string>> = {
  better: 'better',
  worse: 'worse',
  'no-meaningful-difference': 'no different',
  'not-yet': 'not known yet',
  'sample-ratio-mismatch': 'not comparable',
};

function allEqual({ kind, sentence }: ComparisonVerdict, equal: readonly Finding[]): ComparisonVerdict {
  const names = equal.map(({ metric }) => metric).join(', ');
  return { kind, sentence: equal.length === 1 ? sentence : `${sentence} The same of ${names}.` };
}

/** The verdict that has to be waited for longest; one without a day longer than all. */
function longest(waiting: readonly Finding[]): ComparisonVerdict {
  const daysOf = ({ verdict }: Finding): number => verdict.days ?? Number.POSITIVE_INFINITY;
  const last = waiting.reduce((one, other) => (daysOf(other) > daysOf(one) ? other : one));
  return last.verdict;
}
