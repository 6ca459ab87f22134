import { describe, expect, it } from 'vitest';
import { launchDarklyFormat } from '../../../../cli/convert/launchdarkly/launchdarkly-format.ts';
import { compile } from '../../../../core/evaluation/compile.ts';
import { evaluate } from '../../../../core/evaluation/evaluate.ts';
import { aFlag, aPercentage, aSplit, parsed } from '../../../helpers/flag-documents.ts';
import { launchDarklyOracle } from '../../../helpers/launchdarkly-oracle.ts';

type Json = Readonly<Record<string, unknown>>;

/** A LaunchDarkly flag that serves `a`, with what is given. */
function aTheirs(members: Json = {}): Json {
  const basics = {
    key: 'flag',
    version: 1,
    on: true,
    salt: 's',
    variations: ['a', 'b', 'c'],
    offVariation: 0,
  };
  return { ...basics, fallthrough: { variation: 0 }, ...members };
}

function aRule(clause: Json, served: Json = { variation: 1 }): Json {
  return { rules: [{ clauses: [{ attribute: 'plan', op: 'in', values: [], ...clause }], ...served }] };
}

function aRollout(members: Json): Json {
  return {
    fallthrough: {
      rollout: {
        variations: [
          { variation: 0, weight: 50_000 },
          { variation: 1, weight: 50_000 },
        ],
        ...members,
      },
    },
  };
}

function read(flag: Json, segments: Json = {}) {
  const { document, losses } = launchDarklyFormat.read(JSON.stringify({ flags: { flag }, segments }));
  return { document, effects: losses.map(({ effect, what }) => `${effect}: ${what}`) };
}

function written(flag: Json) {
  const { text, losses } = launchDarklyFormat.write(parsed(aFlag(flag)));
  return { flags: JSON.parse(text).flags, effects: losses.map(({ effect, what }) => `${effect}: ${what}`) };
}

describe('what is lost of a flag of LaunchDarkly', () => {
  it.each([
    { of: 'a flag that is no object', flag: [] as never },
    { of: 'operator constructor', flag: aTheirs(aRule({ op: 'constructor', values: ['x'] })) },
    { of: 'prerequisites', flag: aTheirs({ prerequisites: [{ key: 'other', variation: 1 }] }) },
    { of: 'a flag that is off, without an off variation', flag: aTheirs({ on: false, offVariation: null }) },
    { of: 'variation 7', flag: aTheirs({ fallthrough: { variation: 7 } }) },
    { of: 'variation 0', flag: aTheirs({ variations: [{ deep: 1 }] }) },
    { of: 'neither a variation nor a rollout', flag: aTheirs({ fallthrough: {} }) },
    { of: 'a clause of contexts of kind org', flag: aTheirs(aRule({ contextKind: 'org' })) },
    { of: 'a rollout to contexts of kind org', flag: aTheirs(aRollout({ contextKind: 'org' })) },
    {
      of: 'targets of kind org',
      flag: aTheirs({ contextTargets: [{ contextKind: 'org', variation: 1, values: ['x'] }] }),
    },
    {
      of: 'attribute /address/city',
      flag: aTheirs(aRule({ contextKind: 'user', attribute: '/address/city' })),
    },
    { of: 'attribute salt', flag: aTheirs(aRule({ attribute: 'salt' })) },
    { of: 'operator sounds-like', flag: aTheirs(aRule({ op: 'sounds-like' })) },
    { of: 'pattern (a+)+', flag: aTheirs(aRule({ op: 'matches', values: ['(a+)+'] })) },
    { of: 'starts_with of nothing', flag: aTheirs(aRule({ op: 'startsWith', values: [''] })) },
    { of: 'a list or an object among values', flag: aTheirs(aRule({ values: [['x']] })) },
  ])('is the whole flag, by its name: $of', ({ of, flag }) => {
    const { document, effects } = read(flag);
    expect(new Set(effects)).toEqual(new Set([`refused: ${of}`]));
    expect(document?.flags).toEqual([]);
  });

  it.each([
    { of: 'segment s, a big segment', segment: { unbounded: true } },
    { of: 'a share of users in segment s', segment: { rules: [{ clauses: [], weight: 10_000 }] } },
    { of: 'contexts of kind org', segment: { includedContexts: [{ contextKind: 'org', values: ['x'] }] } },
    { of: 'segment s', segment: { rules: [{ clauses: [{ op: 'segmentMatch', values: ['s'] }] }] } },
  ])('is the whole flag for what its segment has: $of', ({ of, segment }) => {
    const flag = aTheirs(aRule({ op: 'segmentMatch', attribute: '', values: ['s'] }));
    expect(read(flag, { s: { key: 's', version: 1, ...segment } }).effects).toEqual([`refused: ${of}`]);
  });

  it.each([
    { of: 'before of plan', clause: { op: 'before', values: ['2027-01-01T00:00:00Z'] }, plan: 0 },
    { of: 'after of plan', clause: { op: 'after', values: [0] }, plan: 1 },
    { of: 'semVerEqual of plan', clause: { op: 'semVerEqual', values: ['2'] }, plan: '2' },
    { of: 'semVerLessThan of plan', clause: { op: 'semVerLessThan', values: ['2.1.0'] }, plan: '2' },
    { of: 'attribute anonymous', clause: { attribute: 'anonymous', values: [false] }, plan: 1 },
    { of: 'attribute anonymous', clause: { attribute: 'anonymous', values: [true], negate: true }, plan: 1 },
    { of: 'semVerGreaterThan of plan', clause: { op: 'semVerGreaterThan', values: ['2.1'] }, plan: '3' },
  ])('is what differs for some, and it does: $of', async ({ of, clause, plan }) => {
    const flag = aTheirs(aRule(clause));
    const { document, effects } = read(flag);
    expect(effects).toEqual([`approximated: ${of}`]);
    const oracle = await launchDarklyOracle([flag]);
    const served = await oracle.variation('flag', { kind: 'user', key: 'u', plan }, 'default');
    const ours = compile(document ?? parsed(aFlag()));
    expect(served).toBe('b');
    expect(evaluate(ours, 'flag', { user_id: 'u', plan }, 0).value).toBe('a');
    oracle.close();
  });

  it('is who is in, where an experiment has a variation twice', async () => {
    const variations = [
      { variation: 0, weight: 10_000 },
      { variation: 1, weight: 10_000 },
      { variation: 0, weight: 80_000, untracked: true },
    ];
    const flag = aTheirs(aRollout({ kind: 'experiment', variations }));
    const { document, effects } = read(flag);
    expect(effects).toEqual(['reassigned: a variation that stands twice in a rollout']);
    expect(document?.flags[0]?.rules).toMatchObject([
      {
        split: [
          { value: 'a', weight: 90_000 },
          { value: 'b', weight: 10_000 },
        ],
      },
    ]);
  });

  it('is nothing of who is anonymous where it is said that they are', () => {
    expect(read(aTheirs(aRule({ attribute: 'anonymous', values: [true] }))).effects).toEqual([]);
    expect(written({ rules: [{ condition: { anonymous: true }, value: 'new' }] }).effects).toEqual([]);
  });

  it('is nothing but what is told to nobody: events, and the off variation', () => {
    const flag = aTheirs({
      offVariation: 2,
      trackEvents: true,
      clientSideAvailability: { usingMobileKey: false },
    });
    expect(read(flag).effects).toEqual(['dropped: trackEvents', 'dropped: the off variation, "c"']);
  });
});

describe('a flag of LaunchDarkly, read', () => {
  it('is a percentage where a share of everybody is served something new', () => {
    const flag = aTheirs({
      fallthrough: {
        rollout: {
          variations: [
            { variation: 1, weight: 2500 },
            { variation: 0, weight: 97_500 },
          ],
        },
      },
    });
    const condition = { rollout_percentage: 2.5, hash: 'launchdarkly', salt: 'flag.s' };
    expect(read(flag).document?.flags[0]).toMatchObject({
      default: 'a',
      rules: [{ name: 'fallthrough', condition, value: 'b' }],
    });
  });

  it('has what it serves while it is off for a control', () => {
    const flag = aTheirs(aRollout({ kind: 'experiment', seed: 61 }));
    const [rule] = read(flag).document?.flags[0]?.rules ?? [];
    expect(rule).toMatchObject({ condition: { hash: 'launchdarkly', salt: '61' }, control: 'a' });
  });

  it('keeps its rules while it is off', () => {
    const { document } = read(
      aTheirs({ on: false, fallthrough: { variation: 1 }, ...aRule({ values: ['gold'] }) }),
    );
    expect(document?.flags[0]).toMatchObject({
      disabled: true,
      default: 'a',
      rules: [
        { condition: { plan: 'gold' }, value: 'b' },
        { name: 'fallthrough', condition: {}, value: 'b' },
      ],
    });
  });

  it('is found in an event of the streaming API and in a file of fixed values, and not where it is deleted', () => {
    const stream = { path: '/', data: { flags: { flag: aTheirs() }, segments: {} } };
    const gone = { flags: { flag: { ...aTheirs(), deleted: true } }, flagValues: { fixed: 7 } };
    const keys = [stream, gone].map((payload) =>
      launchDarklyFormat.read(JSON.stringify(payload)).document?.flags.map(({ flag }) => flag),
    );
    expect(keys).toEqual([['flag'], ['fixed']]);
  });

  it.each(['{', '[]', '{"items": []}'])('says of a text that it is no payload: %s', (text) => {
    const { document, issues } = launchDarklyFormat.read(text);
    expect(document).toBeUndefined();
    expect(issues).not.toEqual([]);
  });
});

describe('what is lost of a flag for LaunchDarkly', () => {
  it.each([
    { of: 'reassigned: the hash murmur3', flag: { rules: [aPercentage(10)] } },
    { of: 'reassigned: the hash flagd', flag: { rules: [aPercentage(10, { hash: 'flagd' })] } },
    { of: 'reassigned: the salt x', flag: { rules: [aPercentage(10, { hash: 'launchdarkly', salt: 'x' })] } },
    {
      of: 'reassigned: weights between 100,000ths',
      flag: { rules: [aSplit(['old', 'new', 'newer'], { hash: 'launchdarkly', salt: 'm.s' })] },
    },
    {
      of: 'approximated: buckets by org',
      flag: { rules: [aPercentage(10, { hash: 'launchdarkly', salt: '7', bucket_by: 'org' })] },
    },
    {
      of: 'approximated: the end of a pin',
      flag: { pins: [{ condition: {}, value: 'old', until: '2027-01-01' }] },
    },
    {
      of: 'approximated: semver_gte of v',
      flag: { rules: [{ condition: { v: { semver_gte: '1.0.0' } }, value: 'new' }] },
    },
    {
      of: 'approximated: before of v',
      flag: { rules: [{ condition: { v: { before: '2027-01-01' } }, value: 'new' }] },
    },
    {
      of: 'approximated: attribute anonymous',
      flag: { rules: [{ condition: { anonymous: [false, 'no'] }, value: 'new' }] },
    },
    {
      of: 'approximated: attribute anonymous',
      flag: { rules: [{ condition: { anonymous: { exists: true } }, value: 'new' }] },
    },
    {
      of: 'refused: cidr of v',
      flag: { rules: [{ condition: { v: { cidr: '10.0.0.0/8' } }, value: 'new' }] },
    },
    { of: 'refused: attribute key', flag: { rules: [{ condition: { key: 'x' }, value: 'new' }] } },
    {
      of: 'refused: a percentage with rules behind it',
      flag: { rules: [aPercentage(10), { condition: { plan: 'x' }, value: 'new' }] },
    },
    {
      of: 'refused: a split with a killed arm',
      flag: { killed: ['new'], rules: [aSplit(['old', 'new', 'x'])] },
    },
    { of: 'dropped: killed values', flag: { killed: ['new'] } },
    { of: 'dropped: owner', flag: { owner: 'ml' } },
  ])('is told by its name: $of', ({ of, flag }) => {
    const { flags, effects } = written(flag);
    expect(effects).toContain(of);
    expect(Object.keys(flags)).toEqual(of.startsWith('refused') ? [] : ['m']);
  });

  it('is the users of a percentage, and it is: others are in', async () => {
    const document = parsed(aFlag({ rules: [aPercentage(50)] }));
    const { flags } = written({ rules: [aPercentage(50)] });
    const oracle = await launchDarklyOracle(Object.values(flags));
    const ours = compile(document);
    const users = Array.from({ length: 200 }, (_, at) => `u-${at}`);
    const served = await Promise.all(
      users.map((key) => oracle.variation('m', { kind: 'user', key }, 'default')),
    );
    const moved = users.filter((user_id, at) => evaluate(ours, 'm', { user_id }, 0).value !== served[at]);
    expect(moved.length).toBeGreaterThan(50);
    oracle.close();
  });
});
