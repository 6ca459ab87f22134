import { writeFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { type Conversion, type ConversionOptions, convertFlags } from '../convert/convert-flags.ts';
import { showConversion } from '../convert/show-conversion.ts';
import { readTextFile } from '../documents/document-file.ts';
import { EXIT } from '../exit-code.ts';
import { printable } from '../output/printable.ts';
import { Screen } from '../output/screen.ts';

/** Options of `convert`. */
export interface ConvertOptions extends Pick<ConversionOptions, 'from' | 'to'> {
  readonly arguments: readonly [file: string];
  /** Where the flags are written; standard output without it. */
  readonly out?: string;
  readonly flag?: readonly string[];
  readonly accept?: readonly ('reassigned' | 'approximated')[];
  readonly rehash?: boolean;
}

/** What `convert --json` prints. */
export interface ConvertData extends Conversion, Pick<ConversionOptions, 'from' | 'to'> {
  readonly file: string;
}

/** Says flags in another format, and names everything that cannot be carried over. */
export const convert: Command<ConvertOptions> = async (options, { io }) => {
  const {
    arguments: [file],
    from,
    to,
    out,
    flag,
    accept = [],
    rehash = false,
  } = options;
  const conversion = convertFlags(await readTextFile(file), { from, to, flags: flag, accept, rehash });
  if (out !== undefined && conversion.text !== undefined) await write(out, conversion.text);
  const { leftOut, unknown, issues } = conversion;
  const isWhole = leftOut.length + unknown.length + issues.length === 0;
  return {
    exitCode: isWhole ? EXIT.ok : EXIT.findings,
    data: { file, from, to, ...conversion } satisfies ConvertData,
    show: (screen) => {
      if (out === undefined && conversion.text !== undefined) io.stdout.write(conversion.text);
      // Standard output is for the flags where they are written there.
      showConversion(conversion, file, out === undefined ? new Screen(io.stderr, io.env) : screen);
      if (out !== undefined) screen.paragraph(printable(fateOf(out, conversion)), 2, 0);
    },
  };
};

function fateOf(out: string, { text }: Conversion): string {
  return text === undefined ? `${out} is left as it was` : `${out} is written`;
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    const message = `${path} cannot be written (${Object(cause).code}); nothing was changed; name another file with --out`;
    throw new CliError('file-unreadable', message, { exitCode: EXIT.usage, cause });
  });
}
