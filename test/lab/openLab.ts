import {copyFileSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {type Browser, chromium, type Page} from "playwright-core";
import {expect, vi} from "vitest";
import {builtInKernels} from "../../kernel/install.ts";
import {ipykernel} from "../jupyter/kernels.ts";
import {type Lab, startLab} from "../server/lab.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const input = (name: string): string => path.join(repository, "test/input/lab", name);

/** The lab in a browser: the real server, the real kernel, what `node build.js` has built. */
export interface OpenLab extends Omit<Lab, "open"> {
  browser: Browser;
  /** A new page on the lab, or on a path below it; what its console calls an error is kept. */
  open(path?: string): Promise<Page>;
  errors: string[];
}

/** Messages of JupyterLab's own that say nothing about the lab. */
const ofJupyterLab = [
  // The server ends before the page.
  /WebSocket connection to/,
  /net::ERR_CONNECTION_REFUSED/
];

/**
 * Starts the lab for the tests of a file, with one lecture, `01-edges`.
 *
 * @param lectures - the folder of the lectures; one with the fixture alone by default
 */
export async function openLab({lectures}: {lectures?: string} = {}): Promise<OpenLab> {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-lectures-"));
  copyFileSync(input("01-edges.md"), path.join(folder, "01-edges.md"));
  // What cells import is found from the notebook's folder, and then from convnotes itself.
  const lab = await startLab({
    labDir: path.join(repository, "src/lab/dist"),
    kernels: [...builtInKernels(), ipykernel],
    lecturesDir: lectures ?? folder
  });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      ...["--no-sandbox", "--disable-gpu", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    ]
  });
  const errors: string[] = [];
  // One for all pages: what a tab leaves in the browser, the next one finds.
  const context = await browser.newContext({viewport: {width: 1280, height: 800}});
  return {
    ...lab,
    browser,
    errors,
    async open(where = "lab") {
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      page.on("pageerror", ({message}) => errors.push(message));
      page.on("console", (message) => {
        const text = message.text();
        if (message.type() === "error" && !ofJupyterLab.some((one) => one.test(text))) {
          errors.push(`${text} (${message.location().url})`);
        }
      });
      await page.goto(`${lab.url}${where}?token=${lab.token}`);
      return page;
    },
    async close() {
      await browser.close();
      await lab.close();
      rmSync(folder, {recursive: true, force: true});
    }
  };
}

/** Opens the first lecture by its card in the launcher, and waits until its kernel is there. */
export async function openLecture(page: Page): Promise<void> {
  await page.locator('.jp-LauncherCard[data-category="Lectures"]').first().click();
  await page.locator(".jp-NotebookPanel .jp-CodeCell").first().waitFor();
  await idle(page);
}

/** Waits until the kernel of the notebook in front has nothing to do. */
export async function idle(page: Page): Promise<void> {
  await page
    .locator("#jp-main-statusbar")
    .getByText(/\| Idle$/)
    .waitFor();
}

/** Runs a command of JupyterLab's menus: `menu(page, "Run", "Run All Cells")`. */
export async function menu(page: Page, ...labels: string[]): Promise<void> {
  for (const [depth, label] of labels.entries()) {
    const items =
      depth === 0
        ? page.locator(".lm-MenuBar-itemLabel")
        : page
            .locator(".lm-Menu")
            .nth(depth - 1)
            .locator(".lm-Menu-itemLabel");
    const item = items.getByText(label, {exact: true});
    if (depth < labels.length - 1 && depth > 0) await item.hover();
    else await item.click();
  }
}

/** Opens the palette of commands by its keys; the field that one types into. */
export async function openPalette(page: Page): Promise<ReturnType<Page["locator"]>> {
  const input = page.locator(".lm-CommandPalette-input");
  // Any command that ends meanwhile, such as those that lay the page out, closes it: a reader presses again.
  await vi.waitFor(
    async () => {
      expect(await page.locator(".jp-Dialog").allInnerTexts()).toEqual([]);
      await page.keyboard.press("ControlOrMeta+Shift+C");
      await input.waitFor({timeout: 3000});
    },
    {timeout: 50_000}
  );
  return input;
}

/** The code cell that has some text in it. */
export function cellWith(page: Page, text: string): ReturnType<Page["locator"]> {
  return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell", {hasText: text});
}
