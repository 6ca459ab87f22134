import { type Context, InMemStorageProvider, PayloadType, Unleash, type Variant } from 'unleash-client';
import type { FlagValue } from '../../../core/document/flag-document.ts';
import { type Entry, type PlainFlag, type PlainRule, plainFlags } from '../entries.ts';
import { benchmarkDocument } from '../flags.ts';
import { runSystem } from '../run-system.ts';

const OPERATOR = {
  equals: 'IN',
  member: 'IN',
  starts_with: 'STR_STARTS_WITH',
  semver_gt: 'SEMVER_GT',
  gte: 'NUM_GTE',
} as const satisfies Record<Entry['kind'], string>;

const flags = plainFlags(benchmarkDocument());
const defaults = new Map(flags.map((flag) => [flag.flag, variant('default', flag.default)]));

// Nobody listens on the port; the bootstrap data serve, and one failed fetch at start is ignored.
const unleash = new Unleash({
  url: 'http://127.0.0.1:9/api/',
  appName: 'bench',
  environment: 'production',
  refreshInterval: 0,
  disableMetrics: true,
  storageProvider: new InMemStorageProvider(),
  bootstrap: { data: flags.map(toUnleash) },
});
unleash.on('error', () => {});
unleash.on('warn', () => {});
await new Promise((resolve) => unleash.once('ready', resolve));

runSystem<Context>({
  contextOf: ({ user_id, ...attributes }) => ({ userId: user_id, properties: { ...attributes } as never }),
  evaluate: (flag, context) => {
    const { payload } = unleash.getVariant(flag, context, defaults.get(flag));
    if (payload === undefined) throw new Error(`unleash served nothing for ${flag}`);
    return payload.type === PayloadType.NUMBER ? Number(payload.value) : payload.value;
  },
  isAsync: false,
});

/** A strategy a rule, each with the one variant it serves; whom none lets in gets the fallback variant. */
function toUnleash(flag: PlainFlag) {
  return {
    name: flag.flag,
    type: 'release',
    enabled: true,
    impressionData: false,
    stale: false,
    project: 'default',
    variants: [],
    strategies: flag.rules.map((rule) => ({
      ...strategy(flag, rule),
      constraints: rule.entries.map(constraint),
      variants: [{ ...variant(rule.name, rule.value), weight: 1000, stickiness: 'userId' }],
    })),
  } as never;
}

/** Only the percentage needs the strategy that hashes. */
function strategy(flag: PlainFlag, { name, percentage }: PlainRule): object {
  const groupId = `${flag.flag}:${name}`;
  if (percentage === undefined) return { name: 'default', parameters: { groupId } };
  return {
    name: 'flexibleRollout',
    parameters: { rollout: String(percentage), stickiness: 'userId', groupId },
  };
}

function variant(name: string, value: FlagValue): Variant {
  const type = typeof value === 'number' ? PayloadType.NUMBER : PayloadType.STRING;
  return { name, enabled: true, payload: { type, value: String(value) } } as Variant;
}

function constraint({ attribute, kind, operand }: Entry): object {
  const common = {
    contextName: attribute,
    operator: OPERATOR[kind],
    inverted: false,
    caseInsensitive: false,
  };
  if (kind === 'gte' || kind === 'semver_gt') return { ...common, value: String(operand), values: [] };
  return { ...common, values: (Array.isArray(operand) ? operand : [operand]).map(String) };
}
