import type { ApiItem } from './api-model.ts';
import type { DescribedEntryPoint } from './declarations.ts';
import { type Docblock, parseDocblock } from './docblock.ts';

const HEAD = `# API

What can be imported from the package, by entry point. \`npm run docs:api\` makes this page of the docblocks; a test keeps
it as they are.
`;

/** Sections of a chapter, in their order: heading → kinds of api-extractor. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Classes: ['Class'],
  Functions: ['Function'],
  Values: ['Variable'],
  Types: ['Interface', 'TypeAlias'],
};

/** Renders the reference of all entry points. A declaration that several have is described with the last of them. */
export function apiDocument(described: readonly DescribedEntryPoint[]): string {
  const homes = new Map(
    described.flatMap(({ entryPoint, items }) => items.map(({ name }) => [name, entryPoint])),
  );
  const link = (name: string): string =>
    homes.has(name) ? `[\`${name}\`](#${name.toLowerCase()})` : `\`${name}\``;
  const chapters = described.map(({ entryPoint, items }) => {
    const own = items.filter(({ name }) => homes.get(name) === entryPoint);
    const others = items.filter((item) => !own.includes(item)).map(({ name }) => link(name));
    return [
      `## \`${entryPoint.specifier}\``,
      entryPoint.about,
      ...(others.length === 0 ? [] : [`Described further down, and here as well: ${others.join(', ')}.`]),
      ...Object.entries(SECTIONS).flatMap(([heading, kinds]) =>
        section(
          heading,
          own.filter(({ kind }) => kinds.includes(kind)),
          link,
        ),
      ),
    ].join('\n\n');
  });
  return `${[HEAD.trim(), ...chapters].join('\n\n')}\n`;
}

type Link = (name: string) => string;

function section(heading: string, items: readonly ApiItem[], link: Link): readonly string[] {
  if (items.length === 0) return [];
  const names = items.map(({ name }) => link(name)).join(', ');
  return [`**${heading}:** ${names}`, ...items.flatMap((item) => described(item, link))];
}

function described(item: ApiItem, link: Link): readonly string[] {
  const members = item.members ?? [];
  const properties = members.filter(({ kind }) => kind.startsWith('Property') || kind === 'IndexSignature');
  return [
    `### ${item.name}`,
    ...prose(parseDocblock(item.docComment, link)),
    code([signature(item), ...ofKind(members, 'Constructor').map((one) => creation(item, one))]),
    ...table(properties, link),
    ...members.filter(({ kind }) => kind.startsWith('Method')).flatMap((method) => member(method, link)),
  ];
}

function member(method: ApiItem, link: Link): readonly string[] {
  return [code([text(method)]), ...prose(parseDocblock(method.docComment, link))];
}

function ofKind(members: readonly ApiItem[], kind: string): readonly ApiItem[] {
  return members.filter((one) => one.kind === kind);
}

function prose({ text: said, params, throws }: Docblock): readonly string[] {
  return [
    ...(said === '' ? [] : [said]),
    ...(params.length === 0 ? [] : [params.map((param) => `- ${param}`).join('\n')]),
    ...(throws === '' ? [] : [`**Throws** ${throws}`]),
  ];
}

/** Required members first. */
function table(properties: readonly ApiItem[], link: Link): readonly string[] {
  if (properties.length === 0) return [];
  const rows = [...properties]
    .sort((left, right) => Number(left.isOptional ?? false) - Number(right.isOptional ?? false))
    .map((property) => ({ property, doc: parseDocblock(property.docComment, link) }));
  const hasDefaults = rows.some(({ doc }) => doc.default !== '');
  const head = ['member', 'type', 'meaning', ...(hasDefaults ? ['default'] : [])];
  const lines = rows.map(({ property, doc }) => [
    `\`${nameOf(property)}\``,
    `\`${typeOf(property)}\``,
    doc.text,
    ...(hasDefaults ? [doc.default] : []),
  ]);
  return [[head, head.map(() => '---'), ...lines].map(row).join('\n')];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

function nameOf({ kind, name, isOptional = false, ...item }: ApiItem): string {
  if (kind === 'IndexSignature') return text({ kind, name, ...item }).replace(/^readonly |: [^\]]*$/g, '');
  return isOptional ? `${name}?` : name;
}

function typeOf(item: ApiItem): string {
  const { startIndex, endIndex } = item.propertyTypeTokenRange ?? { startIndex: 0, endIndex: 0 };
  const tokens = item.excerptTokens.slice(startIndex, endIndex);
  return tokens.length === 0 ? text(item).replace(/^.*\]: /, '') : tokens.map((token) => token.text).join('');
}

function signature({ kind, ...item }: ApiItem): string {
  const declared = text({ kind, ...item }).replace(/^export (declare )?/, '');
  return kind === 'Variable' ? `const ${declared}` : declared;
}

function creation({ name }: ApiItem, constructed: ApiItem): string {
  return text(constructed).replace(/^constructor/, `new ${name}`);
}

function text({ excerptTokens }: ApiItem): string {
  return excerptTokens
    .map((token) => token.text)
    .join('')
    .replace(/;$/, '')
    .trim();
}

function code(lines: readonly string[]): string {
  return ['```typescript', ...lines, '```'].join('\n');
}
