/// <reference lib="dom" />
// The README's picture: LeNet-5 drawn, trained on MNIST, looked into, and one convolution by hand.
// Takes what the example wrote, so it shows what a reader gets.
//
//     npm run example lenet -- --out runs/lenet
//     node --import ./bench/typescript.js test/screenshot.ts runs/lenet .github/screenshot.png
import {readFile, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join} from "node:path";
import {chromium} from "playwright-core";
import sharp from "sharp";
import {architecture, datasets, ndarray, plot, scratch, zoo} from "../src/cnn/index.ts";

/** As much of plotly as is asked for here; it lives in the page. */
declare const Plotly: {
  newPlot(node: Element, data: unknown, layout: unknown, config: unknown): Promise<void>;
};

const [run = "runs/lenet", out = ".github/screenshot.png"] = process.argv.slice(2);

/** Width and height of the picture in CSS pixels; GitHub shows it about 830 pixels wide. */
const [width, height] = [1000, 760];
const scale = 1.2;

/** A figure that the example wrote. */
async function written(name: string): Promise<plot.FigureSpec> {
  return JSON.parse(await readFile(join(run, `${name}.json`), "utf8")) as plot.FigureSpec;
}

/** A corner of a seven under the kernel for vertical edges, some steps in. */
async function stepper(): Promise<plot.FigureSpec> {
  const {test} = await datasets.mnist({subset: true});
  const seven = datasets.example(test, test.labels.indexOf(7));
  const part = ndarray(
    [6, 6, 1],
    Array.from({length: 36}, (_, i) => {
      const [row, col] = [8 + 2 * Math.floor(i / 6), 10 + 2 * (i % 6)];
      return Math.round((9 * seven.data[row * 28 + col]) / 255);
    })
  );
  const kernel = ndarray([3, 3, 1, 1], [1, 0, -1, 1, 0, -1, 1, 0, -1]);
  const steps = [...scratch.conv2dSteps(part, kernel, ndarray([1], [0]))];
  const {data, layout, frames = []} = plot.convolutionSteps(part, kernel, steps);
  const shown = frames[9] as {data: plot.Trace[]; traces: number[]};
  shown.traces.forEach((trace, k) => (data[trace] = {...data[trace], ...shown.data[k]}));
  // A still picture has no use for the slider and the button.
  const still = {sliders: [], updatemenus: [], margin: {l: 30, r: 10, t: 90, b: 10}, height: 470};
  return {data, layout: {...layout, ...still}};
}

const curves = await written("curves");
const figures: Record<string, plot.FigureSpec> = {
  // There is no room for a legend in two lines.
  curves: {
    ...curves,
    data: curves.data.map((trace) => ({
      ...trace,
      ...(trace.name === "best epoch" && {showlegend: false})
    }))
  },
  filters: await written("filters"),
  maps: await written("featureMaps"),
  steps: await stepper()
};
const {accuracy} = JSON.parse(await readFile(join(run, "result.json"), "utf8")) as {
  accuracy: number;
};
const page = `<!doctype html><meta charset="utf-8"><style>
  body {margin: 0; width: ${width}px; height: ${height}px; background: #fff; font: 13px system-ui, sans-serif; color: #444}
  main {display: grid; grid-template: 168px 200px 390px / 330px 345px 325px}
  header {grid-column: 1 / -1; padding: 12px 16px 0; text-align: center}
  h1 {font-size: 17px; font-weight: 600; margin: 0 0 6px; text-align: left}
  header > svg {max-height: 128px; width: auto}
  #curves {grid-area: 2 / 1 / 4 / 2}
  #filters {grid-area: 2 / 2}
  #maps {grid-area: 3 / 2}
  #steps {grid-area: 2 / 3 / 4 / 4}
</style><main>
  <header><h1>LeNet-5 on MNIST: ${(100 * accuracy).toFixed(2)} % of 10,000 test digits right</h1>${architecture(zoo.lenet5()).svg}</header>
  ${Object.keys(figures)
    .map((name) => `<div id="${name}"></div>`)
    .join("")}
</main>`;

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
});
try {
  const tab = await browser.newPage({viewport: {width, height}, deviceScaleFactor: scale});
  await tab.setContent(page);
  await tab.addScriptTag({path: createRequire(import.meta.url).resolve("plotly.js-dist-min")});
  await tab.evaluate(async (specs) => {
    for (const [name, {data, layout}] of Object.entries(specs)) {
      const node = document.getElementById(name)!;
      const fitted: Record<string, unknown> = {...layout, width: node.clientWidth};
      // Curves and maps stretch; the others have the height that their parts are laid out for.
      if (name === "curves" || name === "maps") fitted.height = node.clientHeight;
      await Plotly.newPlot(node, data, fitted, {staticPlot: true});
    }
  }, figures);
  // A palette of 256 colours: a third of the bytes, and no difference to be seen.
  const png = await sharp(await tab.screenshot())
    .png({palette: true, effort: 10})
    .toBuffer();
  await writeFile(out, png);
  console.log(`${out}: ${width * scale}×${height * scale}, ${(png.length / 1000).toFixed(0)} kB`);
} finally {
  await browser.close();
}
