import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Screen } from '../output/screen.ts';
import { showIssue } from '../output/show-issue.ts';
import type { Conversion } from './convert-flags.ts';
import type { Effect, Loss } from './format.ts';

/** What each effect means for the flag, in a word before what is lost. */
const WORDS: Readonly<Record<Effect, string>> = {
  refused: 'cannot be carried over',
  reassigned: 'changes who is in',
  approximated: 'differs for some',
  dropped: 'is dropped, and changes nothing served',
};

/** Tells flag by flag what is lost, then which are left out and how to go on. */
export function showConversion(
  { converted, leftOut, unknown, losses, issues, assumes }: Conversion,
  place: string,
  screen: Screen,
): void {
  for (const issue of issues) showIssue(issue, placeOf(issue, place), screen);
  for (const key of new Set(losses.map(({ flag }) => flag))) {
    screen.line(printable(key || 'all flags'));
    for (const loss of losses.filter(({ flag }) => flag === key)) showLoss(loss, screen);
    screen.line();
  }
  for (const key of unknown) screen.paragraph(`there is no flag ${printable(key)}`);
  screen.paragraph(`${counted(converted.length, 'flag')} converted${listed(converted)}`, 2, 0);
  if (leftOut.length > 0)
    screen.paragraph(`${counted(leftOut.length, 'flag')} left out${listed(leftOut)}`, 2, 0);
  for (const effect of issues.length > 0 ? [] : acceptable(losses, leftOut)) {
    screen.paragraph(`--accept ${effect} takes flags of which something ${WORDS[effect]}`, 2, 0);
  }
  if (issues.some(({ code }) => code === 'gate-conflict')) {
    screen.paragraph('--flag takes one flag at a time', 2, 0);
  }
  for (const assumption of converted.length > 0 ? assumes : [])
    screen.paragraph(`given that ${assumption}`, 2, 0);
}

/** Issues of syntax know where they are. */
function placeOf({ line, column }: Conversion['issues'][number], file: string): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function showLoss({ effect, what, why, pointer }: Loss, screen: Screen): void {
  const word = effect === 'dropped' ? effect : screen.style(effect === 'refused' ? 'red' : 'bold', effect);
  screen.paragraph(`${word}: ${printable(what)}: ${printable(why)}`, 4, 2);
  if (pointer !== '') screen.paragraph(`at: ${printable(pointer)}`, 4, 4);
}

function listed(keys: readonly string[]): string {
  return keys.length === 0 ? '' : `: ${keys.map(printable).join(', ')}`;
}

/** Effects for which flags were left out that are not refused for good. */
function acceptable(losses: readonly Loss[], leftOut: readonly string[]): readonly Effect[] {
  const refused = new Set(losses.filter(({ effect }) => effect === 'refused').map(({ flag }) => flag));
  const missed = losses.filter(({ flag }) => leftOut.includes(flag) && !refused.has(flag));
  return (['reassigned', 'approximated'] as const).filter((effect) =>
    missed.some((loss) => loss.effect === effect),
  );
}
