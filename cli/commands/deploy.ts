import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { plainJson } from '../documents/document-text.ts';
import { makeChange } from '../rollout/make-change.ts';
import { atStage } from '../rollout/rollout-context.ts';
import { acceptedFile } from '../sources/sourced-document.ts';

/** Options of `deploy`. */
export interface DeployOptions extends ChangeOptions {
  readonly arguments: readonly [file: string];
  /** Everybody sees it with the next poll. */
  readonly atOnce?: boolean;
  /** `false`: the deployment is left to AppConfig once it was started. */
  readonly watch: boolean;
}

/** Deploys a document that was edited by hand: for what no other verb changes. */
export const deploy: Command<DeployOptions> = async (options, context) => {
  const [file] = options.arguments;
  const { document, text } = await acceptedFile(file);
  const change = {
    verb: 'deploy',
    summary: `the document of ${basename(file)}`,
    next: (deployed: FlagDocument) => ({ ok: true, value: nextOf(deployed, document) }) as const,
    text: plainJson(text),
  };
  const strategy = options.atOnce ? 'atOnce' : 'linear';
  const order = { change, strategy, follow: options.watch ? 'watch' : 'leave' } as const;
  return makeChange(order, options, await atStage(options, context));
};

/** The same object when they say the same: then there is nothing to do. */
function nextOf(deployed: FlagDocument, document: FlagDocument): FlagDocument {
  return isDeepStrictEqual(deployed, document) ? deployed : document;
}
