import { OpenFeature } from '@openfeature/server-sdk';
import { runSystem } from '../../evaluate/run-system.ts';
import { asking } from '../ask.ts';
import { ourProvider } from '../our-provider.ts';

OpenFeature.setProvider(ourProvider());
await runSystem(asking(OpenFeature.getClient()));
