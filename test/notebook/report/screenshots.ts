/// <reference lib="dom" />
// Pictures of reports as readers see them, to be looked at: on wide and narrow windows, light and dark, on paper.
// Each is cut into columns of one sheet, and as many sheets as it takes:
//
//     convnotes report LECTURE.ipynb --out r.html; convnotes report LECTURE.ipynb --to pdf --out r.pdf
//     node --import ./bench/typescript.js test/notebook/report/screenshots.ts FOLDER r.html r.pdf...
//
// Pages of a PDF are drawn by pdftoppm (Debian's package poppler-utils).
import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {type Browser, chromium} from "playwright-core";
import sharp from "sharp";

const [folder = "runs/screenshots", ...files] = process.argv.slice(2);

/** What fits on a sheet that is looked at as a whole. */
const views = [
  {width: 1280, height: 1600, columns: 2},
  {width: 400, height: 1600, columns: 5}
];
const paper = {width: 620, columns: 4};

/** The whole page as one picture per column. */
async function pageColumns(
  browser: Browser,
  file: string,
  {width, height, colorScheme}: {width: number; height: number; colorScheme: "light" | "dark"}
): Promise<Buffer[]> {
  const page = await browser.newPage({viewport: {width, height}, colorScheme, offline: true});
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(pathToFileURL(path.resolve(file)).href);
  await page.evaluate("globalThis.convnotesReport?.drawAll()");
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  const columns: Buffer[] = [];
  for (let y = 0; y < whole; y += height) {
    const clip = {x: 0, y, width, height: Math.min(height, whole - y)};
    columns.push(await page.screenshot({clip, fullPage: true}));
  }
  await page.close();
  if (said.length > 0) console.warn(`${file} says:`, ...said);
  return columns;
}

/** The pages of a PDF. */
async function paperColumns(file: string): Promise<Buffer[]> {
  const drawn = mkdtempSync(path.join(tmpdir(), "convnotes-pages-"));
  try {
    execFileSync("pdftoppm", ["-png", "-r", "90", file, path.join(drawn, "page")]);
    const pages = readdirSync(drawn).sort();
    return await Promise.all(
      pages.map((page) => sharp(path.join(drawn, page)).resize(paper.width).png().toBuffer())
    );
  } finally {
    rmSync(drawn, {recursive: true, force: true});
  }
}

/** Puts pictures beside each other, so many on a sheet. */
async function sheets(name: string, pictures: Buffer[], columns: number): Promise<void> {
  const {width, height} = await sharp(pictures[0]).metadata();
  for (let start = 0; start < pictures.length; start += columns) {
    const shown = pictures.slice(start, start + columns);
    const gap = 8;
    const sheet = sharp({
      create: {width: (width + gap) * columns, height, channels: 3, background: "#c60"}
    });
    const file = path.join(folder, `${name}-${1 + start / columns}.png`);
    await sheet
      .composite(shown.map((input, k) => ({input, left: k * (width + gap), top: 0})))
      .png()
      .toFile(file);
    console.log(file);
  }
}

mkdirSync(folder, {recursive: true});
const browser = await chromium.launch({
  executablePath: process.env.CONVNOTES_BROWSER ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
});
try {
  for (const file of files) {
    const {name, ext} = path.parse(file);
    if (ext === ".pdf") {
      await sheets(`${name}-paper`, await paperColumns(file), paper.columns);
      continue;
    }
    for (const {columns, ...size} of views) {
      for (const colorScheme of ["light", "dark"] as const) {
        const pictures = await pageColumns(browser, file, {...size, colorScheme});
        await sheets(`${name}-${size.width}-${colorScheme}`, pictures, columns);
      }
    }
  }
} finally {
  await browser.close();
}
