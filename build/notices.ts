import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const HEAD = `The files of this package contain code of the packages below, as their licences allow.
Each text holds for the packages named above it.
`;

const MODULES = 'node_modules/';

/** Texts that a licence wants passed on. */
const TEXT = /^(licen[cs]e|notice|copying)([.-].*)?$/i;

/**
 * What the licences of bundled packages want to be said: every package of which code is in the bundles, with its
 * version and the texts of its licence, or the licence's name where it brings no text. Packages with the same text stand
 * together.
 */
export function notices(bundles: readonly Metafile[]): string {
  const parts = new Map<string, { readonly names: string[]; readonly text: string }>();
  for (const directory of packagesOf(bundles)) {
    const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const text = textsOf(directory) || `Licence: ${String(license)}`;
    const key = text.replace(/\s+/g, ' ');
    const part = parts.get(key) ?? { names: [], text };
    part.names.push(`${name} ${version}`);
    parts.set(key, part);
  }
  const texts = [...parts.values()].map(({ names, text }) => `${names.join(', ')}\n\n${text}\n`);
  return [HEAD, ...texts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Directories of the packages whose code is in the output: files that esbuild dropped altogether do not count. */
function packagesOf(bundles: readonly Metafile[]): readonly string[] {
  const files = bundles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([file, { bytesInOutput }]) => file.includes(MODULES) && bytesInOutput > 0)
    .map(([file]) => packageOf(file));
  return [...new Set(files)].sort();
}

function packageOf(file: string): string {
  const at = file.lastIndexOf(MODULES) + MODULES.length;
  const [scope = '', name = ''] = file.slice(at).split('/');
  return file.slice(0, at) + (scope.startsWith('@') ? `${scope}/${name}` : scope);
}

function textsOf(directory: string): string {
  return readdirSync(directory)
    .filter((file) => TEXT.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), 'utf8').trim())
    .join('\n\n');
}
