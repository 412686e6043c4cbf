/** A page in Chromium, served from here: its script, those of its workers, and its headers. The page leaves a promise in `globalThis.answer`. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BuildOptions, build } from 'esbuild';
import { chromium } from 'playwright-core';
import { HERE } from './workspace.ts';

/** The browser of the machine, or undefined: then the tests that need one are skipped. */
export const BROWSER = [process.env.ADJOINT_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (p) => p !== undefined && existsSync(p),
);

/** A module for the browser; what it imports is found from `resolveDir` on, by default in the sources of the workspace. */
export async function bundleForBrowser(
  contents: string,
  { resolveDir = HERE, ...options }: BuildOptions & { resolveDir?: string } = {},
): Promise<string> {
  const { outputFiles } = await build({
    conditions: ['@adjoint/source'],
    ...options,
    stdin: { contents, resolveDir },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}

export interface Site {
  /** By path; `/page.js` is the script of the page. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Opens the page, waits for its promise and gives back what it answers, with the errors that nobody caught. */
export async function askPage<Answer>({ scripts, headers = {} }: Site): Promise<{ answer: Answer; faults: readonly string[] }> {
  const server = createServer((request, response) => {
    const script = scripts[request.url ?? '/'];
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const chrome = await chromium.launch({ executablePath: BROWSER as string, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await chrome.newPage();
    const faults: string[] = [];
    page.on('pageerror', (e) => faults.push(e.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.answer !== undefined', undefined, { timeout: 20_000 }).catch(() => undefined);
    return { answer: await page.evaluate<Answer>('globalThis.answer'), faults };
  } finally {
    await chrome.close();
    server.close();
  }
}
