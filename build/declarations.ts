import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';
import type { ApiItem, ApiPackage } from './api-model.ts';
import { ENTRY_POINTS, type EntryPoint } from './entry-points.ts';

/**
 * What public types mention and nobody has to name: the inside of a compiled or stored document, which is nobody's to
 * make, and lists that closed unions are made of. A flag document has its types in `core`.
 */
const NAMELESS = ['CompiledFlag', 'FlagDocument', 'ISSUE_CODES', 'MEAN_METRICS', 'REQUEST_METRICS'];

/** An entry point and what can be imported from it. */
export interface DescribedEntryPoint {
  readonly entryPoint: EntryPoint;
  readonly items: readonly ApiItem[];
  /** What is wrong with it, such as a type that a public one mentions and that cannot be imported. */
  readonly problems: readonly string[];
}

/**
 * Writes the types of each entry point into a directory, one file for each module format with the same text, and says
 * what is in them.
 *
 * @throws naming every type that a public one mentions and that cannot be imported.
 */
export function buildDeclarations(outDir: string): readonly DescribedEntryPoint[] {
  // In the checkout, where the types of the packages are found.
  mkdirSync('.local', { recursive: true });
  const scratch = mkdtempSync(resolve('.local', 'declarations-'));
  try {
    emit(scratch);
    return ENTRY_POINTS.map((entryPoint) => {
      const { rollup, model, problems } = rollUp(entryPoint, scratch);
      for (const format of entryPoint.formats) {
        copyFileSync(rollup, join(outDir, `${entryPoint.name}.d.${format === 'cjs' ? 'cts' : 'ts'}`));
      }
      return { entryPoint, items: itemsOf(model), problems };
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function emit(outDir: string): void {
  const args = ['-p', 'build/tsconfig.json', '--outDir', outDir];
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`types cannot be emitted: ${stdout}`);
}

function rollUp({ name, source }: EntryPoint, emitted: string) {
  const entry = join(emitted, source.replace(/\.ts$/, '.d.ts'));
  const rollup = join(emitted, `${name}.d.ts`);
  const model = join(emitted, `${name}.api.json`);
  const problems: string[] = [];
  Extractor.invoke(extractorConfig({ entry, rollup, model }), {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
      if (isProblem(message)) problems.push(`${source}: ${message.text}`);
    },
  });
  return { rollup, model, problems };
}

function isProblem({ logLevel, messageId, text }: ExtractorMessage): boolean {
  const isKnown = messageId === 'ae-forgotten-export' && NAMELESS.some((name) => text.includes(`"${name}"`));
  return !isKnown && (logLevel === ExtractorLogLevel.Error || logLevel === ExtractorLogLevel.Warning);
}

function extractorConfig({ entry, rollup, model }: Readonly<Record<'entry' | 'rollup' | 'model', string>>) {
  const none = { logLevel: ExtractorLogLevel.None };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
    configObject: {
      projectFolder: dirname(rollup),
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { extends: resolve('tsconfig.json'), include: [], files: [entry] } },
      docModel: { enabled: true, apiJsonFilePath: model },
      dtsRollup: { enabled: true, untrimmedFilePath: rollup },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: none,
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.Warning },
        },
        // Docblocks are in Markdown, with the tags of CDK.
        tsdocMessageReporting: { default: none },
      },
    },
  });
}

function itemsOf(model: string): readonly ApiItem[] {
  const { members }: ApiPackage = JSON.parse(readFileSync(model, 'utf8'));
  return members.flatMap((entryPoint) => entryPoint.members);
}
