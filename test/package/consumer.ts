import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { DescribedEntryPoint } from '../../build/declarations.ts';
import { buildPackage } from '../../build/package.ts';

/** What somebody who uses the package has beside it; in the project by a link, since copies would take a minute. */
const BESIDE = ['aws-cdk-lib', 'constructs', '@openfeature', '@types/node'];

/** What is not built of the package. */
const WRITTEN = ['package.json', 'README.md', 'LICENSE', 'API.md', 'config', 'docs', 'local/BEHAVIOUR.md'];

/** The package as it would be published. */
export interface Tarball {
  readonly file: string;
  readonly entryPoints: readonly DescribedEntryPoint[];
}

/** Builds and packs the package in a directory, and leaves the checkout alone. */
export async function pack(directory: string): Promise<Tarball> {
  const staging = join(directory, 'staging');
  mkdirSync(staging);
  for (const name of WRITTEN) cpSync(name, join(staging, name), { recursive: true });
  const entryPoints = await buildPackage(join(staging, 'dist'));
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], staging);
  const file = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
  return { file: join(directory, file), entryPoints };
}

/** A project with nothing in it but the installed package and what it asks for. */
export class Consumer {
  readonly directory: string;

  constructor(directory: string, tarball: Tarball) {
    this.directory = directory;
    mkdirSync(directory);
    this.write('package.json', '{ "name": "consumer", "private": true, "type": "module" }');
    const quietly = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
    run('npm', ['install', ...quietly, tarball.file], directory);
    for (const name of BESIDE) {
      const link = join(directory, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(resolve('node_modules', name), link);
    }
  }

  /** Where the package is installed. */
  get installed(): string {
    return join(this.directory, 'node_modules/cdk-model-rollout');
  }

  /** Every file of the installed package, by its path in it, and its size in bytes. */
  files(): ReadonlyMap<string, number> {
    const entries = readdirSync(this.installed, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return new Map(
      files.map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(this.installed, path), statSync(path).size];
      }),
    );
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.directory, file)), { recursive: true });
    writeFileSync(join(this.directory, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  /** What the type checker says of the project's files; it leaves JavaScript beside them. */
  compile(module: 'node16' | 'nodenext' | 'preserve'): string {
    const compilerOptions = {
      ...{ module, target: 'es2022', strict: true, types: ['node'] },
      ...{ skipLibCheck: false, noEmit: module === 'preserve' },
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions }));
    const tsc = resolve('node_modules/.bin/tsc');
    return spawnSync(tsc, ['-p', '.'], { cwd: this.directory, encoding: 'utf8' }).stdout;
  }

  /** Runs a program of Node.js in the project and gives what it prints. */
  node(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
    return run(process.execPath, args, this.directory, env);
  }
}

/** Runs a command to its end, and gives what it prints. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    ...{ cwd, encoding: 'utf8', env: { ...process.env, ...env } },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}
