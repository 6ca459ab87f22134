import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { publint } from 'publint';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../../build/api-document.ts';
import { AGENT_ENV, ENV } from '../../lambda/contract.ts';
import { writeHandler } from '../../lib/handler-from-sources.ts';
import { HANDLER_NAMES } from '../../lib/handler-name.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { codeBlocks, read } from '../docs/markdown.ts';
import { aDirectory } from '../lib/helpers/scratch.ts';
import { Consumer, pack, type Tarball } from './consumer.ts';

/** Everything that may be in the package. */
const ALLOWED = [
  /^(package\.json|README\.md|API\.md|LICENSE)$/,
  /^docs\/([\w-]+\/)?[\w-]+\.md$/,
  /^local\/BEHAVIOUR\.md$/,
  /^config\/(first-version|safe-default|sample|starter)\/[\w-]+\.jsonc?$/,
  /^dist\/(index\.cjs|index\.d\.cts|(core|runtime)\.(js|cjs|d\.ts|d\.cts)|third-party-notices\.txt)$/,
  /^dist\/handlers\/[\w-]+\/index\.mjs$/,
  /^dist\/([\w-]+\.js|runtime-client\.cjs)$/,
];

/** Largest size of all files together; docs/decisions/0012 reckons what each part takes of it. */
const MAX_BYTES = 9_000_000;

/** Building, packing and synthesizing take half a minute, and more where others work as well. */
const LONG_MS = 300_000;

const directory = aDirectory();
let tarball: Tarball;
let consumer: Consumer;

beforeAll(async () => {
  tarball = await pack(directory);
  consumer = new Consumer(join(directory, 'consumer'), tarball);
}, LONG_MS);

/** The README's block of TypeScript that imports something. */
function example(specifier: string): string {
  const found = codeBlocks('ts').find(
    ({ place, code }) => place.startsWith('README.md') && code.includes(`from '${specifier}'`),
  );
  return found?.code ?? '';
}

/** Packages that a file of the package loads, and what it loads of its own; none of Node's. */
function outsideOf(file: string): readonly string[] {
  const { metafile } = buildSync({
    ...{ entryPoints: [join(consumer.installed, file)], bundle: true, write: false, metafile: true },
    ...{ platform: 'node', packages: 'external', logLevel: 'silent' },
  });
  const paths = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  const names = paths.filter(({ external, path }) => external === true && !isBuiltin(path));
  return [...new Set(names.map(({ path }) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? ''))].sort();
}

function templateIn(assembly: string): CloudFormationTemplate {
  return JSON.parse(consumer.read(`${assembly}/assistant-prod.template.json`));
}

/** Whether a text has the path, and not only a longer name that begins alike: `lib/root_finder.js` is not in `/root`. */
function names(text: string, path: string): boolean {
  return text
    .split(path)
    .slice(1)
    .some((rest) => !/^[\w-]/.test(rest));
}

describe('the packed package', () => {
  it('holds what it must and nothing else', () => {
    const files = [...consumer.files().keys()];
    expect(files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(ALLOWED.filter((pattern) => !files.some((file) => pattern.test(file)))).toEqual([]);
  });

  it('stays small', () => {
    const sizes = [...consumer.files().values()];
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(MAX_BYTES);
  });

  it('names no directory of the machine it was built on', () => {
    const local = [process.cwd(), tmpdir(), homedir(), 'sourceMappingURL'];
    const telling = [...consumer.files().keys()].filter((file) => {
      const text = readFileSync(join(consumer.installed, file), 'utf8');
      return local.some((path) => names(text, path));
    });
    expect(telling).toEqual([]);
  });

  it('brings the handlers that the sources make, to the byte', () => {
    for (const name of HANDLER_NAMES) {
      const own = join(directory, name);
      mkdirSync(own);
      writeHandler(name, own);
      const prebuilt = join(consumer.installed, 'dist/handlers', name, 'index.mjs');
      expect(readFileSync(prebuilt).equals(readFileSync(join(own, 'index.mjs'))), name).toBe(true);
    }
  });

  it('says whose code it brings along, with the licences', () => {
    const text = readFileSync(join(consumer.installed, 'dist/third-party-notices.txt'), 'utf8');
    for (const name of ['commander', '@aws-sdk/client-bedrock-runtime', '@smithy/core', '@stdlib/']) {
      expect(text).toContain(name);
    }
    expect(text).toContain('Apache License');
  });

  it('is built before it is packed', () => {
    expect(JSON.parse(read('package.json')).scripts.prepack).toBe('npm run build:package');
  });
});

describe('the types of the package', () => {
  it('resolve for every kind of consumer', () => {
    const attw = resolve('node_modules/.bin/attw');
    const { status, stdout } = spawnSync(attw, [tarball.file, '--no-emoji', '--no-color'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('No problems found');
    expect(status).toBe(0);
  });

  it('and its manifest are what the ecosystem expects', async () => {
    const { messages } = await publint({ pkgDir: consumer.installed, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it('mention nothing that cannot be imported', () => {
    expect(tarball.entryPoints.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('are described in API.md as they are; npm run docs:api brings it up to date', () => {
    expect(read('API.md') === apiDocument(tarball.entryPoints)).toBe(true);
  });
});

describe('whoever installs the package', () => {
  it('has no dependency with it but the peers', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(consumer.installed, 'package.json'), 'utf8'),
    );
    const optional = Object.keys(peerDependenciesMeta);
    expect(dependencies).toBeUndefined();
    expect(Object.keys(peerDependencies).filter((name) => !optional.includes(name))).toEqual([
      'aws-cdk-lib',
      'constructs',
    ]);
    expect(optional).toEqual(['@aws-cdk/aws-service-spec', '@openfeature/server-sdk', 'aws-lambda-ric']);
  });

  it('needs at run time, for each way in, what docs/decisions/0012 says and nothing else', () => {
    const wanted = ['core', 'runtime', 'index'].map((name) => [name, outsideOf(`dist/${name}.cjs`)]);
    expect(Object.fromEntries(wanted)).toEqual({
      core: [],
      runtime: ['@openfeature/server-sdk'],
      index: ['aws-cdk-lib', 'constructs'],
    });
    expect(outsideOf('dist/runtime.js')).toEqual(['@openfeature/server-sdk']);
  });

  it('is told at once what a local account needs besides, by the command of docs/local.md', () => {
    const command = /^npm install .*aws-lambda-ric.*$/m.exec(read('docs/local.md'))?.[0] ?? '';
    const program = join(consumer.directory, 'node_modules/.bin/model-rollout');
    const { status, stderr } = spawnSync(process.execPath, [program, 'local', '--port', '0'], {
      ...{ cwd: consumer.directory, encoding: 'utf8' },
    });
    expect(status).toBe(2);
    expect(stderr.trim().endsWith(`; ${command}`), stderr).toBe(true);
  });

  it('can run the command line', () => {
    const program = join(consumer.directory, 'node_modules/.bin/model-rollout');
    expect(consumer.node([program, '--help'])).toContain('ramp');
  });
});

describe('the example of the README', () => {
  const app = example('cdk-model-rollout');
  let compiled: string;
  let template: CloudFormationTemplate;

  beforeAll(() => {
    cpSync(join(consumer.installed, 'config/starter'), join(consumer.directory, 'rollout'), {
      recursive: true,
    });
    for (const file of ['app.mts', 'app.cts']) consumer.write(file, app);
    consumer.write('reader/model.mts', example('cdk-model-rollout/runtime'));
    consumer.write(
      'reader/core.cts',
      "import { compile, evaluate } from 'cdk-model-rollout/core';\nexport { compile, evaluate };\n",
    );
    compiled = consumer.compile('node16');
    const cdk = [resolve('node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--output', 'by-command'];
    const plainly = ['--no-notices', '--no-version-reporting', '--no-path-metadata', '--no-asset-metadata'];
    consumer.node([...cdk, '--app', 'node app.mjs', ...plainly], { CDK_DISABLE_CLI_TELEMETRY: 'true' });
    template = templateIn('by-command');
  }, LONG_MS);

  it('type-checks as an ES module and as CommonJS, with and without a bundler', () => {
    expect(compiled).toBe('');
    expect(consumer.compile('preserve')).toBe('');
  });

  it('is synthesized by the cdk command, with handlers and without a bundler', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types).toContain('AWS::AppConfig::HostedConfigurationVersion');
    const functions = types.filter((type) => type === 'AWS::Lambda::Function');
    const files = readdirSync(join(consumer.directory, 'by-command'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('index.mjs'))).toHaveLength(functions.length);
  });

  it('synthesizes the same from CommonJS', () => {
    consumer.node(['app.cjs'], { CDK_OUTDIR: 'by-node' });
    expect(templateIn('by-node')).toEqual(template);
  });

  it('decides and observes in a function of its own, by the default where there is no agent', () => {
    consumer.write('reader/safe-default-flags.json', consumer.read('rollout/model-flags.json'));
    const names = [ENV.application, ENV.environment, ENV.flagsProfile, ENV.promptsProfile];
    const env = { ...Object.fromEntries(names.map((name) => [name, 'x'])), [AGENT_ENV.httpPort]: '9' };
    const script =
      "import('./reader/model.mjs').then(async ({ answer }) => console.log(await answer('u-1', async (model) => model)))";
    const [record = '', answer] = consumer.node(['-e', script], env).split('\n');
    expect(answer).toBe('nova-lite');
    expect(JSON.parse(record)).toMatchObject({ Service: 'search', Requests: 1, Errors: 0, ConfigDefault: 1 });
  });

  it('loads the pure functions by require', () => {
    const script = "console.log(typeof require('./reader/core.cjs').evaluate)";
    expect(consumer.node(['--input-type=commonjs', '-e', script]).trim()).toBe('function');
  });
});
