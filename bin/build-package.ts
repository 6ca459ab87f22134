import { buildPackage } from '../build/package.ts';

/** Builds all that is published into a directory, `dist` by default. */
await buildPackage(process.argv[2] ?? 'dist');
