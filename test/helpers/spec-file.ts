import { readFileSync } from 'node:fs';

/** A golden file of `test/spec`: versioned, with the origin of what it expects. */
export type SpecFile<Lists> = Lists & {
  readonly version: 1;
  readonly topic: string;
  readonly provenance: string;
};

/** Reads `test/spec/<name>.json`; every case has a `description` fit to be the message of a failure. */
export function specFile<Lists>(name: string): SpecFile<Lists> {
  return JSON.parse(readFileSync(new URL(`../spec/${name}.json`, import.meta.url), 'utf8'));
}
