/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Reports in a browser that has no network, and what a reader would find wrong with them.
import {writeFile} from "node:fs/promises";
import {pathToFileURL} from "node:url";
import {type Browser, chromium, type Page} from "playwright-core";

export interface OpenOptions {
  width?: number;
  colorScheme?: "light" | "dark";
}

/** A report in a page of its own. */
export interface OpenReport {
  page: Page;
  /** What the page wrote to the console, and what it threw. */
  said: string[];
  /** What it asked the network for. */
  asked: string[];
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
  });
}

/** Writes a report to a file and opens it from there. */
export async function openReport(
  browser: Browser,
  html: string,
  {file, ...options}: OpenOptions & {file: string}
): Promise<OpenReport> {
  await writeFile(file, html);
  return openFile(browser, file, options);
}

/** Opens a file, and gathers what it says and asks for. */
export async function openFile(
  browser: Browser,
  file: string,
  {width = 1280, colorScheme = "light"}: OpenOptions = {}
): Promise<OpenReport> {
  const context = await browser.newContext({
    viewport: {width, height: 900},
    colorScheme,
    offline: true,
    acceptDownloads: true
  });
  const page = await context.newPage();
  const [said, asked]: [string[], string[]] = [[], []];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return {page, said, asked};
}

/** Draws all figures, those of solutions too. */
export async function drawAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details.fold")) {
      (details as HTMLDetailsElement).open = true;
    }
  });
  await page.evaluate("globalThis.convnotesReport.drawAll()");
}

/**
 * What is wrong with a report whose figures are drawn: what is wider than the page, figures that are not drawn,
 * letters of a figure that stand out of it, and figures with much blank paper below.
 */
export function troublesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const troubles: string[] = [];
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth > clientWidth) troubles.push(`${scrollWidth} wide on ${clientWidth}`);
    for (const figure of document.querySelectorAll("figure.plotly")) {
      const plot = figure.querySelector(".plot")!;
      if (!plot.querySelector(".main-svg")) {
        troubles.push(`${figure.id} is not drawn: ${plot.textContent}`);
        continue;
      }
      const outside = plot.getBoundingClientRect();
      // What is pointed at and the buttons above are there at other times only.
      const drawn = [
        ...plot.querySelectorAll<SVGElement>("svg :is(text, image, path, rect)")
      ].filter(
        (part) => !part.closest(".hoverlayer, .modebar, defs, .draglayer, .clips, .bglayer")
      );
      let lowest = outside.top;
      for (const part of drawn) {
        const {left, right, top, bottom, width, height} = part.getBoundingClientRect();
        if (width === 0 && height === 0) continue;
        const isBackground = width >= outside.width - 1 && height >= outside.height - 1;
        if (!isBackground && bottom <= outside.bottom + 1) lowest = Math.max(lowest, bottom);
        if (part.tagName !== "text" || part.textContent === "") continue;
        const out = Math.max(
          outside.left - left,
          right - outside.right,
          outside.top - top,
          bottom - outside.bottom
        );
        if (out > 1.5)
          troubles.push(
            `${figure.id}: “${part.textContent}” stands out by ${out.toFixed(0)} pixels`
          );
      }
      const blank = outside.bottom - lowest;
      if (blank > 60) troubles.push(`${figure.id}: ${blank.toFixed(0)} blank pixels at its foot`);
    }
    return troubles;
  });
}
