import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderReport } from '../../report/render-report.ts';
import { RehearsalError } from './rehearsal-error.ts';
import type { RehearsalRecorder } from './rehearsal-recorder.ts';
import { rehearsalReportData } from './rehearsal-report-data.ts';
import type { RehearsalReport } from './report.ts';

/** Writes a rehearsal as a page, with the folders that it needs. Throws a `RehearsalError` where it cannot. */
export function writeReport(file: string, recorder: RehearsalRecorder, report: RehearsalReport): void {
  const page = renderReport(rehearsalReportData(recorder, report));
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, page);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RehearsalError(`the report cannot be written (${reason}): give --report FILE or --no-report`, {
      cause,
    });
  }
}
