import { createHash } from 'node:crypto';
import { type Fragment, Html, html } from './html.ts';
import { STYLE } from './style.ts';

export interface PageOptions {
  readonly title: string;
  readonly header: Fragment;
  readonly sections: readonly (Html | undefined)[];
  readonly footer: Fragment;
}

/**
 * A page that needs nothing but itself. Its policy lets in no script, nothing from anywhere else, and of styles its own
 * alone: even markup that had slipped through unescaped could not run.
 */
export function pageOf({ title, header, sections, footer }: PageOptions): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the result</a>
<header>${header}</header>
<main id="content" tabindex="-1">
${sections}
</main>
<footer>${footer}</footer>
</body>
</html>
`.text;
}
