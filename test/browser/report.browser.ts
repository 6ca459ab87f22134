import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runRehearsal } from '../../local/rehearsal/command.ts';
import { renderReport } from '../../report/render-report.ts';
import { aWeek } from '../report/report-builder.ts';
import { chromiumProgram, openChromium } from './chromium.ts';

/** Pages and screenshots of the last run, to be looked at. */
const FOLDER = resolve('.local/browser');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const LIGHT: BrowserContextOptions = { viewport: { width: 1100, height: 900 }, colorScheme: 'light' };
const DARK: BrowserContextOptions = { ...LIGHT, colorScheme: 'dark' };
const NARROW: BrowserContextOptions = { ...LIGHT, viewport: { width: 320, height: 640 } };
const LOOKS = { light: LIGHT, dark: DARK, narrow: NARROW };

const program = chromiumProgram();
let browser: Browser;
let page: Page;
const complaints: string[] = [];

const fileOf = (name: string): string => join(FOLDER, `${name}.html`);

async function writeRehearsal(): Promise<void> {
  const stream = { write: () => true };
  const args = ['--scenario', 'low-traffic', '--seed', '7', '--report', fileOf('rehearsal')];
  const exitCode = await runRehearsal({ args, stdout: stream, stderr: stream, env: {} });
  if (exitCode !== 0) throw new Error(`the rehearsal ended with ${exitCode}`);
}

async function open(name: string, look: BrowserContextOptions): Promise<Page> {
  page = await (await browser.newContext({ ...look, acceptDownloads: true })).newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(fileOf(name)).href);
  return page;
}

/** Rules that are broken, with the elements that break them. */
async function findings(): Promise<readonly string[]> {
  // The page's policy lets no script in; axe comes in by the debugger, which is beyond the policy.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact} ${id}: ${html}`));
}

describe.runIf(program)(program ? 'a report in Chromium' : 'a report (left out: install chromium)', () => {
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(fileOf('week'), renderReport(aWeek()));
    await writeRehearsal();
    browser = await openChromium(program ?? '');
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });

  const cases = ['week', 'rehearsal'].flatMap((name) =>
    Object.entries(LOOKS).map(([look, options]) => ({ name, look, options })),
  );

  it.each(cases)('$name, $look: breaks no rule of accessibility', async ({ name, look, options }) => {
    await open(name, options);
    await page.screenshot({ path: join(FOLDER, `${name}-${look}.png`), fullPage: true });
    await unfoldTables();
    expect(await findings()).toEqual([]);
  });

  it.each(cases)('$name, $look: is never wider than the page', async ({ name, options }) => {
    await open(name, options);
    await unfoldTables();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(options.viewport?.width);
  });

  it('is walked through by keyboard, the result first', async () => {
    await open('week', LIGHT);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('inference_model');
  });

  it('unfolds a table by keyboard', async () => {
    await open('week', LIGHT);
    await page.focus('details summary');
    await page.keyboard.press('Enter');
    expect(await page.isVisible('details table')).toBe(true);
  });

  it('hands out its data as a file', async () => {
    await open('week', LIGHT);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('a[download="report.json"]'),
    ]);
    const data = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(data.comparisons).toEqual(aWeek().comparisons);
  });

  it('is printed on white, with the tables that were unfolded and no others', async () => {
    await open('week', DARK);
    await page.click('details >> nth=1 >> summary');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('details:visible').count()).toBe(1);
  });

  async function unfoldTables(): Promise<void> {
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
  }
});
