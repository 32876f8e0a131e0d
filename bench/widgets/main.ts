// What a reader waits for who drags a slider: from the move of the mouse until the figure of a convolution
// over 28×28 pixels has changed on the page, in the lab and a real browser; medians and extremes.
//
//     node build.js && node --import ./bench/typescript.js bench/widgets/main.ts [MOVES]

import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {availableParallelism, loadavg, tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {chromium, type Page} from "playwright-core";

const moves = Number(process.argv[2] ?? 40);
const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const goalMs = 200;

const code = `
import {interact, intSlider} from "@convnotes/widgets";
import {ndarray, plot, reshape, scratch} from "@convnotes/cnn";
const picture = ndarray([28, 28, 1], Array.from({length: 784}, (_, i) => Math.sin(i / 9)));
const times: number[] = [];
interact({shift: intSlider({max: 100})}, ({shift}) => {
  const begun = performance.now();
  const kernel = ndarray([5, 5, 1, 1], Array.from({length: 25}, (_, i) => Math.cos(i + shift)));
  const map = scratch.conv2d(picture, kernel, ndarray([1], [0]), {padding: 2});
  const figure = plot.heatmap(reshape(map, [28, 28]), {title: "shift " + shift, showNumbers: false});
  times.push(performance.now() - begun);
  return figure;
});`;

const folder = mkdtempSync(path.join(tmpdir(), "convnotes-bench-widgets-"));
const env = {
  ...process.env,
  JUPYTER_DATA_DIR: path.join(folder, "data"),
  JUPYTER_CONFIG_DIR: path.join(folder, "config"),
  JUPYTER_RUNTIME_DIR: path.join(folder, "runtime")
};
const cell = (id: string, source: string): object => ({
  ...{id, cell_type: "code", metadata: {}, source, outputs: [], execution_count: null}
});
writeFileSync(
  path.join(folder, "bench.ipynb"),
  JSON.stringify({
    cells: [
      cell("a", code.trim()),
      cell("b", "times.slice(1).sort((a, b) => a - b)[times.length >> 1].toFixed(2)")
    ],
    metadata: {kernelspec: {name: "convnotes", display_name: "TypeScript", language: "typescript"}},
    nbformat: 4,
    nbformat_minor: 5
  })
);

const server = spawn(
  process.execPath,
  [main, "lab", folder, "--no-browser", "--port", "0", "--token", "bench"],
  {env, stdio: ["ignore", "pipe", "inherit"]}
);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
});
try {
  const url = await address();
  const page = await browser.newPage({viewport: {width: 1280, height: 900}});
  page.setDefaultTimeout(120_000);
  await page.goto(`${url}lab/tree/bench.ipynb?token=bench`);
  await page
    .locator("#jp-main-statusbar")
    .getByText(/\| Idle$/)
    .waitFor();
  await page.locator(".jp-CodeCell .cm-content").first().click();
  await page.keyboard.press("Shift+Enter");
  await page.locator(".gtitle", {hasText: "shift 0"}).waitFor();
  const waits = await drag(page);
  await page.keyboard.press("Escape");
  await page.locator(".jp-CodeCell .cm-content").last().click();
  await page.keyboard.press("Shift+Enter");
  const inFunction = await page
    .locator(".jp-CodeCell")
    .nth(1)
    .locator(".jp-OutputArea-executeResult .jp-RenderedText")
    .innerText();
  waits.sort((a, b) => a - b);
  const at = (share: number): string => waits[Math.floor(share * (waits.length - 1))].toFixed(0);
  const load = loadavg()[0].toFixed(1);
  console.log(
    `${waits.length} moves of a slider; load ${load} on ${availableParallelism()} processors`
  );
  console.log(
    `from the move to the changed figure: ${at(0.5)} ms [${at(0)}..${at(1)}], 9 of 10 within ${at(0.9)} ms; goal ${goalMs} ms`
  );
  console.log(`of it in the function (convolution, figure): ${inFunction.replace(/'/g, "")} ms`);
} finally {
  await browser.close();
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(folder, {recursive: true, force: true});
}

/** Where the server listens, as it says itself. */
async function address(): Promise<string> {
  let said = "";
  for await (const data of server.stdout) {
    said += String(data);
    const found = /http:\/\/\S+?\//.exec(said)?.[0];
    if (found) return found;
  }
  throw new Error(`the lab does not start: ${said}`);
}

/**
 * Moves the handle pixel by pixel with the button down, and waits after each move that changes the value
 * until the figure has its title. Both times are taken in the page, at the event and when the title changes.
 */
async function drag(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const measured = window as unknown as {waits: number[]; moved: number};
    Object.assign(measured, {waits: [], moved: 0});
    addEventListener("pointermove", () => (measured.moved ||= performance.now()), {capture: true});
    const figure = document.querySelector(".cn-Plotly")!;
    let title = figure.querySelector(".gtitle")?.textContent;
    new MutationObserver(() => {
      const now = figure.querySelector(".gtitle")?.textContent;
      if (!now || now === title) return;
      title = now;
      // What the mutation draws is on the screen with the next frame.
      requestAnimationFrame(() => {
        measured.waits.push(performance.now() - measured.moved);
      });
    }).observe(figure, {childList: true, subtree: true, characterData: true});
  });
  const count = (): Promise<number> =>
    page.evaluate(() => (window as unknown as {waits: number[]}).waits.length);
  const handle = (await page.locator(".noUi-handle").boundingBox())!;
  const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= moves; ++i) {
    const before = await count();
    // A pixel moves the value by about one; what does not is not counted.
    await page.evaluate(
      () =>
        new Promise((framed) => {
          Object.assign(window, {moved: 0});
          requestAnimationFrame(framed);
        })
    );
    await page.mouse.move(x + i, y);
    await page
      .waitForFunction((n) => (window as unknown as {waits: number[]}).waits.length > n, before, {
        timeout: 3000
      }) // prettier-ignore
      .catch(() => undefined);
  }
  await page.mouse.up();
  return page.evaluate(() => (window as unknown as {waits: number[]}).waits);
}
