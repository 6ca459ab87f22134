import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../local/rehearsal/scenario.ts';
import { findScenario, shippedScenarios } from '../../../local/rehearsal/scenarios.ts';

describe('a scenario', () => {
  it.each(shippedScenarios())('in a file can say all that the shipped "$name" says', (scenario) => {
    expect(parseScenario(JSON.stringify(scenario), 'mine.json')).toEqual(scenario);
  });

  it('that is wrong in several places is refused with all of them', () => {
    const { control: _, ...rest } = findScenario('good');
    const broken = JSON.stringify({ ...rest, name: 'Not A Name', rollouts: [], outcome: 'completed' });
    const lines = ['/name', '/rollouts', "required property 'control'", 'outcome'];
    for (const line of lines) expect(() => parseScenario(broken, 'mine.json')).toThrow(line);
  });

  it('that is no JSON is refused by name', () => {
    expect(() => parseScenario('{', 'mine.json')).toThrow('mine.json is not JSON');
  });

  it('that does not exist is refused with the names that do', () => {
    expect(() => findScenario('god')).toThrow(/no scenario "god": use .*good.*agent-outage/);
  });
});
