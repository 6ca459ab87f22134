import type { ArmLook } from './arm-palette.ts';
import { type Html, html } from './html.ts';

/** Which look is which arm; not needed by those who read the table instead. */
export function legendOf(arms: readonly { readonly name: string; readonly look: ArmLook }[]): Html {
  const entries = arms.map(({ name, look }) => {
    const line = html`<line x1="0" y1="6" x2="28" y2="6" stroke="${look.colour}" stroke-width="3" stroke-dasharray="${look.dash}"/>`;
    return html`<li><svg class="key" width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">${line}</svg> ${name}</li>`;
  });
  return html`<ul class="legend">${entries}</ul>`;
}
