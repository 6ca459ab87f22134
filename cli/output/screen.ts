import { styleText } from 'node:util';

/** The part of an output stream that is written to. */
export interface ScreenStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Style = 'bold' | 'dim' | 'red' | 'green';

const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = '\r\x1b[2K';

/** Lines of text, with one live line at the bottom and colours on a terminal; neither where output is piped. */
export class Screen {
  readonly columns: number;
  /** Whether there is a live line; a pipe, or CI, gets lines only. */
  readonly isTerminal: boolean;
  readonly #stream: ScreenStream;
  readonly #hasColour: boolean;
  #isLive = false;

  /** `env`: `NO_COLOR` (no-color.org) turns colours off; `COLUMNS` is the width where the stream has none. */
  constructor(stream: ScreenStream, env: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
    this.#hasColour = this.isTerminal && !env.NO_COLOR;
    this.columns = stream.columns ?? (Number(env.COLUMNS) || DEFAULT_COLUMNS);
  }

  line(text = ''): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  /** Words over as many lines as the width needs, each line indented by `indent` columns, the first by `first`. */
  paragraph(text: string, indent = 0, first = indent): void {
    for (const line of this.wrapped(`${' '.repeat(first)}${text}`, indent)) this.line(line);
  }

  /** A paragraph in one style. */
  styled(format: Style, text: string): void {
    for (const line of this.wrapped(text, 0)) this.line(this.style(format, line));
  }

  /**
   * Text cut between words into lines that fit, those after the first indented by `indent` columns. A word that is longer
   * than a line is cut as well.
   */
  wrapped(text: string, indent: number): readonly string[] {
    const lines: string[] = [];
    const wordIndent = ' '.repeat(indent);
    let line = text;
    while (line.length > this.columns) {
      const space = line.lastIndexOf(' ', this.columns);
      const isWord = line.slice(0, space + 1).trim() === '';
      const end = isWord ? this.columns : space;
      lines.push(line.slice(0, end));
      line = wordIndent + line.slice(isWord ? end : end + 1);
    }
    return [...lines, line];
  }

  /** Shows text until the next line takes its place; nothing where output is piped. */
  live(text: string): void {
    if (!this.isTerminal) return;
    this.#stream.write(`${CLEAR_LINE}${text.slice(0, this.columns - 1)}`);
    this.#isLive = true;
  }

  /** Takes the live line away, if there is one: what comes next is not written through this screen. */
  clear(): void {
    if (this.#isLive) this.#stream.write(CLEAR_LINE);
    this.#isLive = false;
  }

  style(format: Style, text: string): string {
    return this.#hasColour ? styleText(format, text) : text;
  }
}
