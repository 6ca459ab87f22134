import { providerSuite } from './provider-suite.ts';
import { SUBJECTS } from './subjects.ts';

for (const kind of SUBJECTS) providerSuite(kind);
