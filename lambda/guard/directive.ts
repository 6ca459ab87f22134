/** What AppConfig's deployment does next; the description goes into its event log. */
export type Directive =
  | { readonly Directive: 'CONTINUE' }
  | { readonly Directive: 'ROLL_BACK'; readonly Description: string };

export const CONTINUE: Directive = { Directive: 'CONTINUE' };

/** Takes the deployment back where there is a cause to. */
export function directiveFor(cause: string | undefined): Directive {
  return cause === undefined ? CONTINUE : { Directive: 'ROLL_BACK', Description: cause };
}
