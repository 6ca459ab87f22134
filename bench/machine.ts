import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** Where and when figures were made. */
export interface Machine {
  /** Day, UTC. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    node: process.version,
  };
}

/** Exact version of a dependency, which a `package.json` pins: the benchmarks' own, or else the package's. */
export function versionOf(dependency: string): string {
  const manifests = ['package.json', '../package.json'].map((path) =>
    JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')),
  );
  for (const { dependencies, devDependencies } of manifests) {
    const version = dependencies?.[dependency] ?? devDependencies?.[dependency];
    if (version !== undefined) return version;
  }
  throw new Error(`${dependency} is in no package.json of the benchmarks`);
}
