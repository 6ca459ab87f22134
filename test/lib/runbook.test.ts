import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { deploymentNews } from '../../lib/constructs/rollout-notifications.ts';
import { checkId, SYNTH_CHECKS, type SynthCheck } from '../../lib/safety/synth-check.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { tableBelow } from '../docs/markdown.ts';
import { synthesizedVariant } from '../security/synthesized-variant.ts';
import { VARIANTS } from '../security/variants.ts';
import { propertiesOf } from './helpers/template.ts';
import './helpers/scratch.ts';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
}

const RUNBOOK = readFileSync('docs/runbook.md', 'utf8');

/** Text under each second-level heading of the runbook. */
const CHAPTERS = new Map(
  RUNBOOK.split(/^## /m)
    .slice(1)
    .map((chapter) => [chapter.slice(0, chapter.indexOf('\n')), chapter]),
);

const EVENTS = deploymentNews(72).map(({ heading }) => heading);

/** Everything that an alarm can be about. */
const { measured } = VARIANTS;

function alarmsOf(template: CloudFormationTemplate): readonly AlarmProperties[] {
  return propertiesOf<AlarmProperties>(template, 'AWS::CloudWatch::Alarm');
}

function ofStage({ service, stage }: StageConfig): string {
  return `${service}-${stage}-`;
}

describe.each(Object.entries({ ...STAGES, measured }))('the runbook of %s', (_, stage) => {
  const alarms = alarmsOf(synthesizedVariant(stage).template);

  it('has a chapter for every alarm, and every alarm links to its chapter', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const [, heading] = /docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription) ?? [];
      expect(AlarmName).toBe(`${ofStage(stage)}${heading}`);
      expect([...CHAPTERS.keys()]).toContain(heading);
    }
  });

  it('says in the alarm what fired and what to do, within the length CloudWatch takes', () => {
    for (const { AlarmDescription } of alarms) {
      expect(AlarmDescription.length).toBeGreaterThan(100);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });
});

it('has a chapter for every alarm and every event that there can be, and none for what there is not', () => {
  const alarms = alarmsOf(synthesizedVariant(measured).template);
  const names = alarms.map(({ AlarmName }) => AlarmName.replace(ofStage(measured), ''));
  const headings = [...CHAPTERS.keys()].filter((heading) => /^[a-z-]+$/.test(heading));
  expect(headings.toSorted()).toEqual([...names, ...EVENTS].toSorted());
});

it.each([...CHAPTERS].filter(([, chapter]) => chapter.includes('### Description')))(
  'describes %s, how to look into it and how to resolve it',
  (_, chapter) => {
    const sections = [...chapter.matchAll(/^### (\w+)\n\n(?!#)\S/gm)].map(([, title]) => title);
    expect(sections).toEqual(['Description', 'Investigation', 'Resolution']);
  },
);

describe('what has a code', () => {
  const errors = readFileSync('docs/errors.md', 'utf8');
  const codes = [...errors.matchAll(/^\| `([a-z-]+)` \| (?:<a id="([a-z-]+)"><\/a>)?/gm)];

  it('can be linked to, each code once', () => {
    const anchors = codes.map(([, code = '', anchor = '']) => [code, anchor]);
    expect(anchors.filter(([code = '', anchor = '']) => !anchor.endsWith(code))).toEqual([]);
    expect(new Set(anchors.map(([, anchor]) => anchor)).size).toBe(anchors.length);
  });

  it('has a heading in the runbook where it shows at run time', () => {
    const [, runTime = ''] = /^## Run time$(.*?)^## /ms.exec(errors) ?? [];
    const shown = [...runTime.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
    const headings = [...RUNBOOK.matchAll(/^#### ([a-z-]+)$/gm)].map(([, code]) => code);
    expect(headings).toEqual(shown);
  });

  it('has a row in the table of synthesis where synthesis finds it', () => {
    const rows = tableBelow('docs/synth-checks.md', 'check', 'level').map(([check = '']) => check);
    for (const check of Object.keys(SYNTH_CHECKS)) {
      expect(rows.map((row) => row.replaceAll('`', ''))).toContain(check);
      expect(checkId(check as SynthCheck)).toBe(`model-rollout:${check}`);
    }
  });
});
