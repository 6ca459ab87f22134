import type { Command } from 'commander';
import type { Run } from './shared-options.ts';

/** Defines validate, explain, diff and plan. */
export function defineDocumentVerbs(_program: Command, _run: Run): void {}
