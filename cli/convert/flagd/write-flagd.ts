import type { Flag, FlagDocument } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { printJson } from '../../documents/print-json.ts';
import { segmentsOutermostFirst } from '../expression/expression.ts';
import type { WrittenFlags } from '../format.ts';
import { LossList } from '../loss-list.ts';
import { variantNames } from './variants.ts';
import { ExpressionWriter } from './write-expression.ts';
import { writeTargeting } from './write-targeting.ts';

const SCHEMA = 'https://flagd.dev/schema/v0/flags.json';

/** Writes flags as flagd reads them. A flag's texts and dates go into its metadata. */
export function writeFlagd(document: FlagDocument): WrittenFlags {
  const writer = new ExpressionWriter(document.segments);
  const written = document.flags.map((flag, at) => ({
    key: flag.flag,
    ...writeFlag(flag, `/flags/${at}`, writer),
  }));
  const flags = written.filter(({ losses }) => !losses.isRefused).map(({ key, flag }) => [key, flag]);
  // An evaluator's references are resolved when its turn comes, and not again.
  const order = segmentsOutermostFirst(document.segments).filter((name) => writer.evaluators.has(name));
  const evaluators = order.map((name) => [name, writer.evaluators.get(name)]);
  const content = {
    $schema: SCHEMA,
    flags: Object.fromEntries(flags),
    ...(evaluators.length > 0 && { $evaluators: Object.fromEntries(evaluators) }),
  };
  return { text: `${printJson(content, '', '\n')}\n`, losses: written.flatMap(({ losses }) => losses.all()) };
}

function writeFlag(
  flag: Flag,
  pointer: string,
  writer: ExpressionWriter,
): { readonly flag: object; readonly losses: LossList } {
  const losses = new LossList(flag.flag);
  const variants = variantNames(flag);
  const targeting = writeTargeting({ flag, pointer, variants, writer, losses });
  tellWhatIsGone(flag, pointer, losses);
  const { description, owner, cleanup_by, permanent } = flag;
  const metadata = Object.entries({ description, owner, cleanup_by, permanent }).filter(
    ([, text]) => text !== undefined,
  );
  return {
    flag: {
      state: 'ENABLED',
      variants: Object.fromEntries([...variants].map(([value, name]) => [name, value])),
      defaultVariant: variants.get(flag.default),
      ...(targeting !== undefined && { targeting }),
      ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata) }),
    },
    losses,
  };
}

function tellWhatIsGone({ rules, killed }: Flag, pointer: string, losses: LossList): void {
  if (killed.length > 0) {
    const why = 'flagd forbids no values: pins and rules that name them are left out';
    losses.add('dropped', child(pointer, 'killed'), 'killed values', why);
  }
  if (rules.some(({ name }, at) => name !== `rule-${at}`)) {
    losses.add('dropped', child(pointer, 'rules'), 'names of rules', 'rules have none in flagd');
  }
}
