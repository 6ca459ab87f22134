import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiDocument } from '../build/api-document.ts';
import { buildDeclarations } from '../build/declarations.ts';

/** Brings `API.md` up to date. */
const types = mkdtempSync(join(tmpdir(), 'model-rollout-'));
writeFileSync('API.md', apiDocument(buildDeclarations(types)));
rmSync(types, { recursive: true });
