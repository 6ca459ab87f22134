import { buildCommandLine } from '../build/command-line.ts';

/** Bundles the command line into a directory, `dist` by default. */
await buildCommandLine(process.argv[2] ?? 'dist');
