import { MINUTE_MS } from '../../lambda/clock.ts';
import { countText } from '../output/count-text.ts';
import { evidenceText, shortNumber } from '../output/number-text.ts';
import type { Screen } from '../output/screen.ts';
import { tableLines } from '../output/table.ts';
import { durationText } from '../output/time-text.ts';
import type { Noticed, PlanData, PlannedRamp } from './plan-data.ts';

/** Shows a plan to people. */
export function showPlan(data: PlanData, screen: Screen): void {
  const { effect, guard, requestsPerMinute, steady, ramp } = data;
  const rate = shortNumber(effect.baseRate * effect.ratio);
  const promise = `alpha ${guard.alpha}, ${guard.guardrails === 1 ? 'one guardrail' : `one of ${guard.guardrails} guardrails`}`;
  screen.paragraph(
    `${rate} in place of ${effect.baseRate} (ratio ${effect.ratio}, tolerated ${effect.tolerance}) at ${countText(requestsPerMinute)} requests a minute; ${promise}`,
  );
  screen.line();
  screen.paragraph(`at ${steady.percentage} %: ${noticedText(steady.noticed, data)}`, 2, 0);
  if (ramp) showRamp(ramp, data, screen);
  screen.line();
  screen.paragraph(
    'means, for requests that know nothing of each other; where few users send most, it takes longer',
  );
}

function showRamp(ramp: PlannedRamp, data: PlanData, screen: Screen): void {
  const needed = shortNumber(data.evidenceNeeded);
  const when = ramp.noticed ? `in the step of ${ramp.noticed.percentage} %, ` : '';
  screen.paragraph(`as a ramp: ${when}${noticedText(ramp.noticed, data)}`, 2, 0);
  screen.line();
  screen.paragraph(
    `each step ${durationText(ramp.stepMinutes * MINUTE_MS)}; the candidate's requests and the evidence by its end`,
  );
  const rows = ramp.steps.map((step) => [
    `${step.percentage} %`,
    durationText(step.minutes * MINUTE_MS),
    countText(step.candidateExposures),
    evidenceText(step.evidence),
    step.isNoticed ? 'yes' : '',
  ]);
  for (const line of tableLines(['step', 'until', 'requests', `of ${needed}`, 'seen'], rows))
    screen.line(line);
}

function noticedText(noticed: Noticed | undefined, { requestsPerUser, effect }: PlanData): string {
  if (!noticed)
    return `never noticed${isTolerated(effect) ? `, a ratio of ${effect.ratio} is put up with` : ''}`;
  const requests = `${countText(noticed.candidateExposures)} requests`;
  const users = requestsPerUser === 1 ? '' : ` of ${countText(noticed.candidateUsers)} users`;
  return `noticed after ${durationText(Math.ceil(noticed.minutes) * MINUTE_MS)}, when the candidate has answered ${requests}${users}`;
}

function isTolerated({ direction, ratio, tolerance }: PlanData['effect']): boolean {
  return direction === 'up' ? ratio <= tolerance : ratio >= tolerance;
}
