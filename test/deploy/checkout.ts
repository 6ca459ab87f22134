import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What synthesis does not read. */
const LEFT_OUT = /^(\.|node_modules$|coverage$|dist$|cdk\.out$|docs$|bench$|test$)/;

/** A copy of the sources of this package that may be edited, with the packages that are installed here. */
export class Checkout {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    const sources = readdirSync('.').filter((name) => !LEFT_OUT.test(name));
    for (const source of sources) cpSync(source, join(directory, source), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
  }

  /** Replaces the one place where `file` holds `found`; returns what puts it back. */
  edit(file: string, found: string, replacement: string): () => void {
    const path = join(this.directory, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(found).length !== 2) throw new Error(`${file} does not hold ${found} once`);
    writeFileSync(path, text.replace(found, replacement));
    return () => writeFileSync(path, text);
  }
}
