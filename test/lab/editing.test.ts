import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import type {Page} from "playwright-core";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {has, needs} from "../tools.ts";
import {idle, menu, openLab, type OpenLab} from "./openLab.ts";

// Writing TypeScript in a new notebook, and getting about by keys alone.
let lab: OpenLab;
let page: Page;

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab();
  page = await lab.open();
  return () => lab.close();
}, 120_000);

beforeEach((context) => needs(context, "chromium"));

const cells = (): ReturnType<Page["locator"]> => page.locator(".jp-Notebook .jp-CodeCell");

/** Types a line into the last cell. */
async function type(text: string): Promise<void> {
  await cells().last().locator(".cm-content").click();
  await page.keyboard.type(text);
}

test("a new notebook in TypeScript opens from the launcher by keys alone, and runs a cell", async () => {
  const card = page
    .locator('.jp-LauncherCard[data-category="Notebook"][title*="TypeScript"]')
    .first();
  await card.waitFor();
  const isThere = (): Promise<boolean> => card.evaluate((node) => node === document.activeElement);
  for (let presses = 0; presses < 80 && !(await isThere()); presses++) {
    await page.keyboard.press("Tab");
  }
  expect(await isThere()).toBe(true);
  await page.keyboard.press("Enter");
  await cells().first().waitFor();
  await idle(page);
  // A new notebook is in command mode: Enter edits.
  await page.keyboard.press("Enter");
  await page.keyboard.type(
    "const point: {x: number; yes: boolean} = {x: 6 * 7, yes: true};\npoint.x"
  );
  await page.keyboard.press("Shift+Enter");
  await cells().first().getByText("42", {exact: true}).waitFor();
  expect(await cells().count()).toBe(2);
});

test("keywords and texts have colours of their own", async () => {
  const colors = await cells()
    .first()
    .locator(".cm-line span")
    .evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color));
  expect(new Set(colors).size).toBeGreaterThan(2);
});

test("a new line in a block is indented", async () => {
  await type("function twice(n: number) {");
  await page.keyboard.press("Enter");
  await page.keyboard.type("return 2 * n;");
  const lines = await cells().last().locator(".cm-line").allTextContents();
  expect(lines[1]).toMatch(/^ {2,4}return/);
  await page.keyboard.press("Shift+Enter");
});

test("Tab completes with types", async () => {
  await type("point.");
  await page.keyboard.press("Tab");
  const completer = page.locator(".jp-Completer");
  await completer.getByText("yes").waitFor();
  expect(await completer.textContent()).toContain("x");
  await page.keyboard.press("Escape");
});

test("Shift-Tab tells the type", async () => {
  await page.keyboard.type("x");
  await page.keyboard.press("Shift+Tab");
  const tooltip = page.locator(".jp-Tooltip");
  await tooltip.getByText("number").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Enter");
});

test("a type error is told before the cell runs, with its place", async () => {
  await type("const wrong: string = point.x;");
  await page.keyboard.press("Shift+Enter");
  const error = page.locator('[data-mime-type="application/vnd.jupyter.error"], .jp-RenderedText', {
    hasText: "not assignable to type 'string'"
  });
  await error.first().waitFor();
});

test("a terminal opens beside it, in the folder of the notebooks", async () => {
  await menu(page, "File", "New", "Terminal");
  await page.locator(".jp-Terminal .xterm").waitFor();
  await page.locator(".jp-Terminal textarea").focus();
  // The screen is a picture, so what was typed shows in a file.
  await page.keyboard.type("echo $((6 * 7)) > typed.txt\n");
  const file = path.join(lab.rootDir, "typed.txt");
  await expect
    .poll(() => (existsSync(file) ? readFileSync(file, "utf8") : ""), {timeout: 30_000})
    .toBe("42\n");
});

test("another kernel runs its notebooks here", async (context) => {
  needs(context, "ipykernel");
  await menu(page, "File", "New Launcher");
  await page.locator('.jp-LauncherCard[data-category="Notebook"][title*="Python"]').first().click();
  const python = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell");
  await python.first().waitFor();
  await idle(page);
  await python.first().locator(".cm-content").click();
  await page.keyboard.type("sum(range(7))");
  await page.keyboard.press("Shift+Enter");
  await python.first().getByText("21", {exact: true}).waitFor();
  expect(lab.errors).toEqual([]);
});
