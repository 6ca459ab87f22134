import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where distributions put it; `CHROMIUM` names another place. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser's program; `undefined` where there is none. */
export function chromiumProgram(): string | undefined {
  const asked = process.env.CHROMIUM;
  return asked ?? PLACES.find((place) => existsSync(place));
}

/** A browser without a window. Its own sandbox needs rights that a container's root does not have. */
export function openChromium(executablePath: string): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
}
