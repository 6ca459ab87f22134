import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileFlagSource } from '../../../lambda/flags/file-flag-source.ts';
import { type Fault, modelDocument, type SubjectKind } from '../provider-suite.ts';
import { BROKEN, documentSubject } from './document-subject.ts';

/** A file on the disk. */
export const file: SubjectKind = {
  name: 'file',
  skip: [{ situation: 'slow', reason: 'a disk answers or fails; there is no time-out to try' }],
  async make(start) {
    const directory = await mkdtemp(join(tmpdir(), 'model-rollout-file-'));
    const path = join(directory, 'flags.json');
    const replace = async (text: string) => {
      await writeFile(`${path}.new`, text);
      await rm(path, { recursive: true, force: true });
      await rename(`${path}.new`, path);
    };
    const fail = async (fault: Fault) => {
      if (fault === 'slow') throw new Error('a disk cannot be made slow');
      await rm(path, { recursive: true, force: true });
      if (fault === 'broken') await writeFile(path, BROKEN);
      if (fault === 'down') await mkdir(path);
    };
    return documentSubject(
      {
        ...{ source: new FileFlagSource({ path }), fail },
        serve: (model) => replace(modelDocument(model)),
        catchUp: () => {},
        close: () => rm(directory, { recursive: true }),
      },
      start,
    );
  },
};
