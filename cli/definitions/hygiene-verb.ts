import type { Command } from 'commander';
import type { Run } from './shared-options.ts';

/** Defines hygiene. */
export function defineHygieneVerb(_program: Command, _run: Run): void {}
