import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlagdProvider } from '@openfeature/flagd-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { runSystem } from '../../evaluate/run-system.ts';
import { flagdConfiguration } from '../../evaluate/systems/run-flagd.ts';
import { asking } from '../ask.ts';

const directory = mkdtempSync(join(tmpdir(), 'bench-flagd-'));
process.on('exit', () => rmSync(directory, { recursive: true }));
const offlineFlagSourcePath = join(directory, 'flags.json');
writeFileSync(offlineFlagSourcePath, flagdConfiguration());

await OpenFeature.setProviderAndWait(
  new FlagdProvider({ resolverType: 'in-process', offlineFlagSourcePath }),
);
await runSystem(asking(OpenFeature.getClient()));
