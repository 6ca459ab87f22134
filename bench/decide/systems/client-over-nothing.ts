import { OpenFeature, type Provider } from '@openfeature/server-sdk';
import { runSystem } from '../../evaluate/run-system.ts';
import { asking } from '../ask.ts';

/** The client alone: a provider that gives back the caller's default. */
const echo = {
  metadata: { name: 'echo' },
  resolveNumberEvaluation: async (_flag: string, value: number) => ({ value }),
  resolveStringEvaluation: async (_flag: string, value: string) => ({ value }),
};

// Cast: nobody asks it for a boolean or an object.
OpenFeature.setProvider(echo as unknown as Provider);
await runSystem(asking(OpenFeature.getClient()));
