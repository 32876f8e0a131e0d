/// <reference lib="dom" />
// What a reader of a report waits for, in Chromium, from disk: until the page can be used (its last long task
// before a second of rest is over), and, at the far end of a jump, until the first figure is drawn, plotly
// unpacked and started. Medians of the rounds, least and most.
//
//     npm run reports -- --quick && node --import ./bench/typescript.js bench/report/main.ts [FOLDER] [ROUNDS]
import {readdirSync, statSync} from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {type Browser, chromium} from "playwright-core";

const folder = process.argv[2] ?? "dist/reports";
const rounds = Number(process.argv[3] ?? 5);
/** Without a long task for so long, the page is at rest, in milliseconds. */
const rest = 1000;

/** When the page's last long task was over; put there before the page loads. */
declare const endOfWork: () => number;

/** What one visit takes, in milliseconds. */
interface Visit {
  loaded: number;
  interactive: number;
  figure: number;
}

const reports = readdirSync(folder)
  .filter((name) => /^\d\d-.*\.html$/.test(name))
  .sort();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    ...["--no-sandbox", "--disable-gpu", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"]
  ]
});
try {
  // The first round only fills the system's file cache.
  if (reports[0]) await visit(browser, path.join(folder, reports[0]));
  console.log(`median of ${rounds} (least, most)\n`);
  console.log("| report | MB | loaded, ms | interactive, ms | to a figure and it drawn, ms |");
  console.log("|---|--:|--:|--:|--:|");
  for (const name of reports) {
    const file = path.join(folder, name);
    const visits: Visit[] = [];
    for (let round = 0; round < rounds; ++round) visits.push(await visit(browser, file));
    const columns = (["loaded", "interactive", "figure"] as const).map((column) =>
      format(visits.map((times) => times[column]))
    );
    const size = (statSync(file).size / 1e6).toFixed(1);
    console.log(`| ${path.parse(name).name} | ${size} | ${columns.join(" | ")} |`);
  }
} finally {
  await browser.close();
}

/** A reader who opens a report with an empty cache, and goes to its first figure. */
async function visit(browser: Browser, file: string): Promise<Visit> {
  const context = await browser.newContext({viewport: {width: 1280, height: 800}, offline: true});
  const page = await context.newPage();
  try {
    await page.addInitScript(() => {
      const ends: number[] = [0];
      new PerformanceObserver((list) => {
        for (const {startTime, duration} of list.getEntries()) ends.push(startTime + duration);
      }).observe({type: "longtask", buffered: true});
      Object.assign(globalThis, {endOfWork: () => Math.max(...ends)});
    });
    await page.goto(pathToFileURL(path.resolve(file)).href);
    const [loaded, worked] = await page.evaluate(
      (rest) =>
        new Promise<[loaded: number, worked: number]>((resolve) => {
          const look = (): void => {
            const [navigation] = performance.getEntriesByType("navigation");
            const {loadEventEnd} = navigation as PerformanceNavigationTiming;
            const end = Math.max(loadEventEnd, endOfWork());
            if (loadEventEnd > 0 && performance.now() - end > rest) resolve([loadEventEnd, end]);
            else setTimeout(look, 50);
          };
          look();
        }),
      rest
    );
    const figure = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const figure = document.querySelector("figure.plotly")!;
          const start = performance.now();
          figure.scrollIntoView();
          const look = (): void => {
            if (figure.querySelector(".main-svg :is(.trace, .point, image)"))
              resolve(performance.now() - start);
            else requestAnimationFrame(look);
          };
          look();
        })
    );
    return {loaded, interactive: worked, figure};
  } finally {
    await context.close();
  }
}

function format(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, median, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((k) =>
    (sorted[k] ?? NaN).toFixed(0)
  );
  return `${median} (${least}, ${most})`;
}
