/// <reference lib="dom" />
// Pictures of reports as readers see them, to be looked at: wide and narrow, light and dark.
//
//     node --import ./bench/typescript.js test/notebook/report/screenshots.ts FOLDER REPORT.html...
import {mkdir} from "node:fs/promises";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const [folder = "runs/screenshots", ...files] = process.argv.slice(2);
/** Height of one picture, in CSS pixels. */
const height = 1800;

await mkdir(folder, {recursive: true});
const browser = await chromium.launch({
  executablePath: process.env.CONVNOTES_BROWSER ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
});
for (const file of files) {
  for (const width of [1280, 400]) {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({viewport: {width, height}, colorScheme, offline: true});
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(error.message));
      await page.goto(pathToFileURL(path.resolve(file)).href);
      const ready = await page.evaluate(() => Math.round(performance.now()));
      await page.evaluate("convnotesReport.drawAll()");
      const whole = await page.evaluate(() => document.documentElement.scrollHeight);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      const name = `${path.parse(file).name}-${width}-${colorScheme}`;
      for (let y = 0, n = 1; y < whole; y += height, n++) {
        const clip = {x: 0, y, width, height: Math.min(height, whole - y)};
        await page.screenshot({path: path.join(folder, `${name}-${n}.png`), clip, fullPage: true});
      }
      const overflow = wide > width ? `, ${wide - width} pixels too wide` : "";
      console.log(`${name}: ready after ${ready} ms${overflow}`, ...said);
      await page.close();
    }
  }
}
await browser.close();
