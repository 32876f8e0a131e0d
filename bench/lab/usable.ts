// What a reader waits for in the browser: from the start of the server to the first page painted, what that
// page loads, and the first lecture's first cell; beside Debian's jupyter-notebook, whose first page lists
// files and does no more. Chromium runs already, with an empty cache; medians of the rounds, least and most.
//
//     node build.js && node --import ./bench/typescript.js bench/lab/usable.ts [ROUNDS]
import {chromium, type Page} from "playwright-core";
import {MeasuredServer} from "./measuredServer.ts";
import {type ServerPeer, servers} from "./servers.ts";

const rounds = Number(process.argv[2] ?? 5);
/** What is on the first page when it can be used. */
const painted: Record<string, string> = {
  convnotes: ".jp-LauncherCard",
  "jupyter-notebook": "#notebook_list .list_item"
};
const peers = servers().filter(({name}) => name in painted);
const figures = new Map<string, Map<string, number[]>>();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    ...["--no-sandbox", "--disable-gpu", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"]
  ]
});

try {
  // The first round only fills the system's file cache.
  for (let round = -1; round < rounds; ++round) {
    for (const peer of peers) {
      for (const [row, value] of await visit(peer)) if (round >= 0) note(row, peer, value);
    }
    console.error(round < 0 ? "warmed up" : `round ${round + 1} of ${rounds}`);
  }
} finally {
  await browser.close();
}

console.log(`median of ${rounds} (least, most)\n`);
console.log(`| | ${peers.map(({name}) => name).join(" | ")} |`);
console.log(`|---|${peers.map(() => "--:|").join("")}`);
for (const [row, byPeer] of figures) {
  console.log(`| ${row} | ${peers.map(({name}) => format(byPeer.get(name) ?? [])).join(" | ")} |`);
}

/** A reader who starts a server, sees its first page, sees it again, and runs a lecture's first cell. */
async function visit(peer: ServerPeer): Promise<[string, number][]> {
  const server = await MeasuredServer.start(peer);
  const context = await browser.newContext({viewport: {width: 1280, height: 800}});
  const page = await context.newPage();
  try {
    const first = await load(page, server);
    const again = await load(page, server);
    const rows: [string, number][] = [
      ["start to first byte, ms", server.startup],
      ["first page to painted, ms", first.ms],
      ["start to usable, ms", server.startup + first.ms],
      ["first page, kB over the wire", first.bytes / 1000],
      ["first page, requests", first.requests],
      ["the page again to painted, ms", again.ms]
    ];
    if (peer.name === "convnotes")
      rows.push(["lecture 1 to its first cell done, ms", await run(page)]);
    return rows;
  } finally {
    await context.close();
    await server.end();
  }
}

/** Goes to the first page and waits until what makes it usable is painted. */
async function load(
  page: Page,
  {url, token, peer}: MeasuredServer
): Promise<{ms: number; bytes: number; requests: number}> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  let [bytes, requests] = [0, 0];
  network.on("Network.loadingFinished", ({encodedDataLength}) => {
    bytes += encodedDataLength;
    requests++;
  });
  const begin = performance.now();
  await page.goto(`${url}${peer.page}?token=${token}`);
  await page
    .locator(painted[peer.name] ?? "body")
    .first()
    .waitFor();
  // Two frames later it has been on the screen.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  );
  const ms = performance.now() - begin;
  await network.detach();
  return {ms, bytes, requests};
}

/** Opens the first lecture and runs its first cell. */
async function run(page: Page): Promise<number> {
  const begin = performance.now();
  await page.locator('.jp-LauncherCard[data-category="Lectures"]').first().click();
  const cell = page.locator(".jp-NotebookPanel .jp-CodeCell").first();
  await page
    .locator("#jp-main-statusbar")
    .getByText(/\| Idle$/)
    .waitFor();
  await cell.locator(".cm-content").click();
  await page.keyboard.press("Shift+Enter");
  await cell.locator(".jp-InputPrompt", {hasText: "[1]:"}).waitFor({timeout: 120_000});
  return performance.now() - begin;
}

function note(row: string, {name}: ServerPeer, value: number): void {
  const byPeer = figures.get(row) ?? new Map<string, number[]>();
  byPeer.set(name, [...(byPeer.get(name) ?? []), value]);
  figures.set(row, byPeer);
}

function format(values: readonly number[]): string {
  if (values.length === 0) return "";
  const sorted = values.toSorted((a, b) => a - b);
  const [least = NaN, median = NaN, most = NaN] = [
    sorted[0],
    sorted[sorted.length >> 1],
    sorted.at(-1)
  ];
  return `${median.toFixed(0)} (${least.toFixed(0)}, ${most.toFixed(0)})`;
}
