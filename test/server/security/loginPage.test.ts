// The way in, as a reader sees it, in a browser.
import axe from "axe-core";
import {chromium} from "playwright-core";
import {expect, onTestFinished, test} from "vitest";
import {needs} from "../../tools.ts";
import {labFixture} from "../labFixture.ts";
import {startServer} from "../startServer.ts";

const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];

test("a reader logs in by keyboard, on a page in which axe finds no fault, light and dark", async (context) => {
  needs(context, "chromium");
  const server = await startServer({labDir: labFixture()});
  const browser = await chromium.launch({executablePath: "/usr/bin/chromium", args});
  onTestFinished(() => browser.close());
  for (const colorScheme of ["light", "dark"] as const) {
    // The page's own policy keeps out axe as it does any script; a second look is without it.
    const plain = await browser.newContext({colorScheme, viewport: {width: 400, height: 700}});
    const page = await plain.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) faults.push(message.text());
    });
    await page.goto(`${server.url}lab/tree/a%20b.ipynb`);
    expect(new URL(page.url()).pathname).toBe("/login");
    // The field has the focus, and the style sheet was let in.
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await page.getByLabel("Token").getAttribute("aria-invalid")).toBe("true");
    const card = await page.locator("main").boundingBox();
    expect(card?.width).toBeLessThan(400);
    expect(faults).toEqual([]);

    const inspected = await browser.newContext({colorScheme, bypassCSP: true});
    const copy = await inspected.newPage();
    await copy.goto(`${server.url}login`);
    await copy.addScriptTag({content: axe.source});
    const {violations} = await copy.evaluate(() =>
      (globalThis as unknown as {axe: typeof axe}).axe.run()
    );
    expect(violations.map(({id}) => id)).toEqual([]);

    await page.keyboard.type(server.token);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.url}lab/tree/a%20b.ipynb`);
    expect(await page.evaluate("document.cookie")).toMatch(/^_xsrf=[0-9a-f]{48}$/);
  }
});
