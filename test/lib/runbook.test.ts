import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { propertiesOf } from './helpers/template.ts';
import './helpers/scratch.ts';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
}

/** Text under each second-level heading of the runbook. */
const CHAPTERS = new Map(
  readFileSync('docs/runbook.md', 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((chapter) => [chapter.slice(0, chapter.indexOf('\n')), chapter]),
);

describe.each(Object.entries(STAGES))('the runbook of %s', (_, stage) => {
  const alarms = propertiesOf<AlarmProperties>(synthesizeStage(stage).template, 'AWS::CloudWatch::Alarm');

  it('has a chapter for every alarm, and every alarm links to its chapter', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const [, heading] = /docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription) ?? [];
      expect(AlarmName).toBe(`${stage.service}-${stage.stage}-${heading}`);
      expect([...CHAPTERS.keys()]).toContain(heading);
    }
    expect(alarms).toHaveLength(CHAPTERS.size);
  });

  it('says in the alarm what fired and what to do, within the length CloudWatch takes', () => {
    for (const { AlarmDescription } of alarms) {
      expect(AlarmDescription.length).toBeGreaterThan(100);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });
});

it.each([...CHAPTERS])('describes %s, how to look into it and how to resolve it', (_, chapter) => {
  const sections = [...chapter.matchAll(/^### (\w+)\n\n(?!#)\S/gm)].map(([, title]) => title);
  expect(sections).toEqual(['Description', 'Investigation', 'Resolution']);
});
