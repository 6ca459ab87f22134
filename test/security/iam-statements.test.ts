import { expect, it } from 'vitest';
import '../lib/helpers/scratch.ts';
import { iamStatements } from './iam-statements.ts';
import { synthesizedVariant } from './synthesized-variant.ts';
import { VARIANTS } from './variants.ts';

const ACCEPT =
  'permissions have changed: give the reason in the commit, and accept them with npx vitest run test/security/iam-statements.test.ts -u';

it.each(Object.entries(VARIANTS))(
  'gives the roles of %s permissions only on purpose',
  async (name, stage) => {
    const statements = iamStatements(synthesizedVariant(stage).template);
    await expect(statements, ACCEPT).toMatchFileSnapshot(`../spec/golden/iam-statements.${name}.json`);
  },
);
