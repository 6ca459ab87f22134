import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convertFlags } from '../../cli/convert/convert-flags.ts';
import type { Effect, FormatName, Loss } from '../../cli/convert/format.ts';
import { FORMATS } from '../../cli/convert/formats.ts';
import { OPERATORS, type OperandKind } from '../../core/document/operators.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../helpers/flag-documents.ts';

type Json = Readonly<Record<string, unknown>>;

const TEXT = readFileSync('docs/convert.md', 'utf8');
const COLUMNS: readonly FormatName[] = ['openfeature-flagd', 'launchdarkly', 'appconfig-flags'];
const BY_WEIGHT: readonly Effect[] = ['dropped', 'approximated', 'reassigned', 'refused'];

const OPERANDS: Readonly<Record<OperandKind, unknown>> = {
  test: 'x',
  scalars: ['x'],
  text: 'x',
  pattern: 'x',
  number: 1,
  instant: '2027-01-31',
  semver: '1.0.0',
  blocks: '10.0.0.0/8',
  boolean: false,
};

const LAUNCHDARKLY = { hash: 'launchdarkly', salt: 'm.s' };

/** What each row shows that is no operator, as a flag. */
const FEATURES: Readonly<Record<string, readonly Json[]>> = {
  segment: [{ rules: [{ name: 'rule-0', condition: { segment: 's' }, value: 'new' }] }],
  pin: [{ pins: [{ condition: { user_id: 'u' }, value: 'old' }] }],
  'the end of a pin': [{ pins: [{ condition: { user_id: 'u' }, value: 'old', until: '2027-01-31' }] }],
  'the reason of a pin': [{ pins: [{ condition: { user_id: 'u' }, value: 'old', reason: 'contract' }] }],
  'percentage or split': [{ rules: [aPercentage(10)] }, { rules: [aSplit(['old', 'new'])] }],
  "percentage or split under LaunchDarkly's hash": [
    { rules: [aPercentage(10, LAUNCHDARKLY)] },
    { rules: [aSplit(['old', 'new'], LAUNCHDARKLY)] },
  ],
  'percentage with rules behind it': [
    { rules: [aPercentage(10), { condition: { plan: 'x' }, value: 'new' }] },
  ],
  'split with a killed arm': [{ killed: ['new'], rules: [aSplit(['old', 'new', 'newer'])] }],
  'killed values': [{ killed: ['new'] }],
  'names of rules': [{ rules: [{ name: 'gold', condition: { plan: 'gold' }, value: 'new' }] }],
};

/** A flag with a share of its users, in each format. */
const SOURCES: Readonly<Record<string, readonly [FormatName, string]>> = {
  'a flag document, `murmur3` or `flagd`': ['model-rollout', aShare({ hash: 'flagd' })],
  'a flag document, `launchdarkly`': ['model-rollout', aShare(LAUNCHDARKLY)],
  flagd: ['openfeature-flagd', FORMATS['openfeature-flagd'].write(parsed(JSON.parse(aShare({})))).text],
  LaunchDarkly: ['launchdarkly', FORMATS.launchdarkly.write(parsed(JSON.parse(aShare(LAUNCHDARKLY)))).text],
  "AppConfig's flags": [
    'appconfig-flags',
    FORMATS['appconfig-flags'].write(parsed(JSON.parse(aShare({})))).text,
  ],
};

function aShare(condition: Json): string {
  return JSON.stringify(aDocument([aFlag({ rules: [aPercentage(10, condition)] })]));
}

/** Rows of the table below a heading, in cells. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = TEXT.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function codeIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** The gravest of what is lost. */
function worst(losses: readonly Loss[]): string {
  const effects = losses.map(({ effect }) => effect);
  return BY_WEIGHT.findLast((effect) => effects.includes(effect)) ?? 'exact';
}

function written(flag: Json, to: FormatName): string {
  const document = parsed(aDocument([aFlag(flag)], { s: { plan: 'gold' } }));
  return worst(FORMATS[to].write(document).losses);
}

function operatorFlag(operator: string): Json {
  const operand = OPERANDS[OPERATORS[operator as keyof typeof OPERATORS]];
  return { rules: [{ name: 'rule-0', condition: { v: { [operator]: operand } }, value: 'new' }] };
}

describe('docs/convert.md', () => {
  const fromOurs = rowsBelow('From a flag document').map(([first = '', ...cells]) => ({ first, cells }));

  it('has every operator', () => {
    expect(fromOurs.flatMap(({ first }) => codeIn(first)).toSorted()).toEqual(
      Object.keys(OPERATORS).toSorted(),
    );
  });

  it.each(fromOurs)('says what becomes of a flag document: $first', ({ first, cells }) => {
    const operators = codeIn(first);
    const flags = operators.length > 0 ? operators.map(operatorFlag) : (FEATURES[first] ?? []);
    expect(flags.length).toBeGreaterThan(0);
    for (const flag of flags) expect(COLUMNS.map((to) => written(flag, to))).toEqual(cells);
  });

  it.each(rowsBelow('From flagd').map(([theirs = '', ours = '', effect = '']) => ({ theirs, ours, effect })))(
    'says what becomes of a condition of flagd: $theirs',
    ({ theirs, ours, effect }) => {
      const condition = JSON.parse(codeIn(theirs)[0] ?? '');
      const flag = {
        state: 'ENABLED',
        variants: { a: 'x', b: 'y' },
        defaultVariant: 'a',
        targeting: { if: [condition, 'b'] },
      };
      const definitions = { flags: { m: flag }, $evaluators: { staff: { '===': [{ var: 'staff' }, true] } } };
      const { document, losses } = FORMATS['openfeature-flagd'].read(JSON.stringify(definitions));
      expect(worst(losses)).toBe(effect);
      const [expected] = codeIn(ours);
      expect(document?.flags[0]?.rules[0]?.condition).toEqual(expected && JSON.parse(expected));
    },
  );

  it.each(
    rowsBelow('From LaunchDarkly').map(([theirs = '', ours = '', effect = '']) => ({ theirs, ours, effect })),
  )('says what becomes of an operator of LaunchDarkly: $theirs', ({ theirs, ours, effect }) => {
    const [op] = codeIn(theirs);
    const values = [
      /than/i.test(op ?? '') && !/semver/i.test(op ?? '') ? 1 : /before|after/.test(op ?? '') ? 0 : '1.0.0',
    ];
    const clause = { attribute: 'v', op, values: op === 'segmentMatch' ? ['s'] : values };
    const flag = { key: 'm', version: 1, on: true, variations: ['x', 'y'], fallthrough: { variation: 0 } };
    const flags = { m: { ...flag, rules: [{ clauses: [clause], variation: 1 }] } };
    const payload = { flags, segments: { s: { key: 's', included: ['u'] } } };
    const { document, losses } = FORMATS.launchdarkly.read(JSON.stringify(payload));
    expect(worst(losses)).toBe(effect);
    const condition = JSON.stringify(document?.flags[0]?.rules[0]?.condition);
    expect(condition).toContain(codeIn(ours)[0] === 'in' ? '"v":"1.0.0"' : `"${codeIn(ours)[0]}":`);
  });

  it.each(rowsBelow('Who stays in'))('says who stays in: %s', (source, ...cells) => {
    const [from, text] = SOURCES[source] ?? [];
    const targets: readonly FormatName[] = ['model-rollout', ...COLUMNS];
    const stays = targets.map((to) => {
      if (from === undefined || text === undefined) return 'unknown';
      const { losses, issues } = convertFlags(text, { from, to, accept: [], rehash: false });
      expect(issues).toEqual([]);
      const isSame = from === to && from !== 'model-rollout';
      if (isSame) return '';
      return losses.some(({ effect }) => effect === 'reassigned') ? 'reassigned' : 'stays';
    });
    expect(stays).toEqual(cells);
  });

  it('explains every effect', () => {
    const explained = rowsBelow('What is lost').flatMap(([first = '']) => codeIn(first));
    expect(explained.toSorted()).toEqual([...BY_WEIGHT].toSorted());
  });
});
