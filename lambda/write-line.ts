/** Writes a line to standard output: in Lambda, to the function's log, where CloudWatch reads metric records. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
