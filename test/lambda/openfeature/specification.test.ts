import { describe, expect, it } from 'vitest';
import { sharedText } from '../../helpers/shared-files.ts';
import { type Scenario, scenariosOf } from './specification/scenarios.ts';
import { runStep } from './specification/steps.ts';
import { World } from './specification/world.ts';

const FEATURES = ['evaluation', 'evaluation_v2', 'hooks', 'metadata', 'contextMerging'];

/** Scenarios that our provider does not hold, by their names, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'CACHED reason': 'every evaluation decides anew, nothing is cached between two',
  'DISABLED reason':
    'a disabled flag serves the default of its document, which everybody shares, not the caller’s',
  'Returns metadata': 'metadata tell how it was decided, a flag has none of its own',
  'Flag metadata in evaluation details': 'metadata tell how it was decided, a flag has none of its own',
  'Returns no metadata': 'version, origin and freshness are always told',
};

const file = sharedText('data/openfeature/evaluation.feature');

describe.runIf(file.present)(file.title('the OpenFeature specification'), () => {
  const scenarios = file.present ? FEATURES.flatMap(scenariosOf) : [];

  for (const scenario of scenarios) {
    const reason = LEFT_OUT[scenario.name];
    const title = titleOf(scenario);
    if (reason !== undefined) it.skip(`${title} (left out: ${reason})`);
    else it(title, () => play(scenario));
  }

  it('has every scenario that is left out', () => {
    const names = new Set(scenarios.map(({ name }) => name));
    expect(Object.keys(LEFT_OUT).filter((name) => !names.has(name))).toEqual([]);
  });
});

async function play({ steps }: Scenario): Promise<void> {
  const world = new World();
  for (const step of steps) await runStep(world, step);
}

function titleOf({ feature, name, steps }: Scenario): string {
  const example = steps.findLast(({ text }) => /[ -]flag with key|level$|level,|provider$/.test(text))?.text;
  return `${feature}: ${name}${example ? `, with ${example}` : ''}`;
}
