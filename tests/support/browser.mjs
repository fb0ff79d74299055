// Debian's Chromium, as a person's browser: with or without JavaScript, at a desk's or a phone's
// width. axe and what axe cannot see are asked of every page through `look`.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { root } from './program.mjs';

const SCREENSHOTS = join(root, 'tests', 'e2e', 'screenshots');
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const WIDTHS = [{ width: 1280, height: 800 }, { width: 320, height: 640 }];
// Without these Chromium asks Google's hosts at every start; the sandbox needs a user of its own.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage', '--force-color-profile=srgb'];

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: FLAGS,
  });
}

// A visitor: cookies of their own. Any error in the page's console or script fails the test that
// asks `problems`.
export async function newVisitor(browser, options = {}) {
  const context = await browser.newContext({
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    viewport: WIDTHS[0],
    javaScriptEnabled: options.javaScript !== false,
    acceptDownloads: true,
    ...options.context,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text());
  });
  return page;
}

async function axeProblems(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), RULES);
  return result.violations.flatMap((violation) => violation.nodes.map((node) =>
    `${violation.id} (${violation.impact}): ${node.target.join(' ')} ${node.failureSummary}`));
}

// What axe does not look at: one h1, a title, the language, no sideways scrolling at any width.
function ownProblems(page) {
  return page.evaluate(() => {
    const found = [];
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) found.push(`${headings} h1 elements`);
    if (!document.title.trim()) found.push('no title');
    if (document.documentElement.lang !== 'it') found.push('the page is not marked as Italian');
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`scrolls sideways: ${scrollWidth} over ${clientWidth}`);
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (twice.length) found.push(`ids stand twice: ${[...new Set(twice)].join(', ')}`);
    return found;
  });
}

// Looks at the page as it is now, at both widths: axe, own checks, a screenshot of each
// (tests/e2e/screenshots/NAME-WIDTH.png). The page must allow scripts. `allowed`: texts of console
// messages that belong to the case (a 404 that the test asked for).
export async function look(page, name, { allowed = [] } = {}) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const found = [];
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    await page.evaluate(() => document.fonts.ready.then(() => true));
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${size.width}.png`), fullPage: true });
    for (const problem of [...await axeProblems(page), ...await ownProblems(page)]) {
      found.push(`${size.width} px: ${problem}`);
    }
  }
  await page.setViewportSize(WIDTHS[0]);
  const console_ = page.problems.filter((text) => !allowed.some((one) => text.includes(one)));
  assert.deepEqual([...found, ...console_], [], `page ${name}`);
}

// Without scripts axe cannot run; the picture is taken all the same.
export async function picture(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

export async function login(page, program, user) {
  const { password } = program.logins.get(user) ?? assert.fail(`no demo login ${user}`);
  await page.goto(`${program.url}/accedi`);
  await page.getByLabel('Nome utente').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Accedi' }).click();
}
