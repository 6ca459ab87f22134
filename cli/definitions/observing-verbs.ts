import type { Command } from 'commander';
import type { Run } from './shared-options.ts';

/** Defines status, watch and history. */
export function defineObservingVerbs(_program: Command, _run: Run): void {}
