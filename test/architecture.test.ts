import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

interface Import {
  readonly from: string;
  /** Path from the root of the package, or the name of a module. */
  readonly to: string;
}

/** The one file of the command line that needs the engines: it is an account on this machine. */
const LOCAL_VERB = 'cli/commands/local.ts';

const ROOMS = ['bin', 'build', 'cli', 'config', 'core', 'lambda', 'lib', 'local', 'report'];
/** What constructs take from the run time. */
const SHARED_NAMES = ['lambda/contract.ts', 'lambda/metric-names.ts'];
const SPECIFIER =
  /(?:^|[;\n])\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|import\(?\s*['"]([^'"]+)['"]/g;

function filesOf(room: string): readonly string[] {
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(room, file));
}

function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

function importsOf(file: string): readonly Import[] {
  return [...codeOf(file).matchAll(SPECIFIER)].map(([, declared, dynamic]) => {
    const specifier = declared ?? dynamic ?? '';
    const to = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
    return { from: file, to };
  });
}

const FILES = ROOMS.filter((room) => readdirSync('.').includes(room)).flatMap(filesOf);
const IMPORTS = FILES.flatMap(importsOf);
const importsFrom = (room: string) => IMPORTS.filter(({ from }) => from.startsWith(`${room}/`));
const enters = (room: string) => (one: Import) => one.to.startsWith(`${room}/`);

describe('import zones', () => {
  it('are read from every room', () => {
    for (const room of ROOMS) {
      expect(importsFrom(room).length, room).toBeGreaterThan(0);
    }
  });

  it('let core import nothing but core', () => {
    expect(importsFrom('core').filter((one) => !enters('core')(one))).toEqual([]);
  });

  it('let the report take nothing of the package but core', () => {
    const taken = importsFrom('report').filter(({ to }) =>
      ROOMS.some((room) => enters(room)({ from: '', to })),
    );
    expect(taken.filter((one) => !enters('core')(one) && !enters('report')(one))).toEqual([]);
  });

  it('let lib take nothing from lambda but the names they share, and nothing from the SDK, the engines or the command line', () => {
    const taken = importsFrom('lib');
    expect(new Set(taken.filter(enters('lambda')).map(({ to }) => to))).toEqual(new Set(SHARED_NAMES));
    const foreign = ['@aws-sdk', 'local', 'cli', 'bin', 'config'];
    expect(taken.filter((one) => foreign.some((room) => enters(room)(one)))).toEqual([]);
  });

  it('let lambda take nothing from synthesis, the engines or the command line', () => {
    const foreign = /^(aws-cdk-lib|constructs|cdk-nag|esbuild)(\/|$)|^(lib|local|cli|bin|config)\//;
    expect(importsFrom('lambda').filter(({ to }) => foreign.test(to))).toEqual([]);
  });

  it('let the command line take nothing from synthesis, the engines or the configuration of stages', () => {
    const foreign = /^(aws-cdk-lib|constructs|cdk-nag|esbuild)(\/|$)|^(lib|local|bin|config)\//;
    const taken = importsFrom('cli').filter(({ from }) => from !== LOCAL_VERB);
    expect(taken.filter(({ to }) => foreign.test(to))).toEqual([]);
  });

  it('let one verb take the engines, and load them when it is called', () => {
    const taken = importsOf(LOCAL_VERB).filter(enters('local'));
    expect(taken.length).toBeGreaterThan(0);
    expect(importsOf(LOCAL_VERB).filter(({ to }) => /^(aws-cdk-lib|lib|bin|config)(\/|$)/.test(to))).toEqual(
      [],
    );
    expect(codeOf(LOCAL_VERB)).not.toMatch(/^import (?!type)[^;]*local\//m);
  });

  it('let a local account load nothing of synthesis', async () => {
    const { metafile } = await build({
      ...{ entryPoints: ['local/local-account.ts'], bundle: true, write: false, metafile: true },
      ...{ platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' },
    });
    const loaded = Object.entries(metafile.inputs).flatMap(([file, { imports }]) => [
      file,
      ...imports.map(({ path }) => path),
    ]);
    expect(loaded).toContain('local/cloudformation/cloudformation.ts');
    expect(
      loaded.filter((path) => /^(aws-cdk-lib|constructs|cdk-nag|esbuild|lib|bin|config)(\/|$)/.test(path)),
    ).toEqual([]);
  });

  it('let the making of the package take nothing but the bundler of handlers, and nobody but entry points take it', () => {
    const taken = importsFrom('build').filter(({ to }) =>
      /^(core|lambda|lib|cli|local|bin|config)\//.test(to),
    );
    expect(new Set(taken.map(({ to }) => to))).toEqual(
      new Set(['lib/handler-from-sources.ts', 'lib/handler-name.ts']),
    );
    const takers = IMPORTS.filter(enters('build')).map(({ from }) => dirname(from));
    expect(new Set(takers)).toEqual(new Set(['bin', 'build']));
  });

  it('let no file of lambda or of the command line import a handler', () => {
    const taken = [...importsFrom('lambda'), ...importsFrom('cli')];
    expect(taken.filter(({ to }) => /\/handler[a-z-]*\.ts$/.test(to))).toEqual([]);
  });

  it('let the shared names import nothing', () => {
    expect(SHARED_NAMES.flatMap(importsOf)).toEqual([]);
  });
});

describe('core', () => {
  it('has no clock and no randomness', () => {
    const impure = filesOf('core').filter((file) => /\bDate\b|\bMath\s*\.\s*random\b/.test(codeOf(file)));
    expect(impure).toEqual([]);
  });
});

describe('every source file', () => {
  it('has at most 300 lines', () => {
    const long = FILES.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });
});
