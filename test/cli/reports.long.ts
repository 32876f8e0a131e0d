/// <reference lib="dom" />
// The course as a site: all lectures run with their quick values, and read as from a disk, without a network.
import {mkdtemp, readFile, rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {lectures} from "../lectures.ts";
import {drawAll, launch, openFile, troublesOf} from "../notebook/report/openReport.ts";
import {has, needs} from "../tools.ts";
import {convnotes, type Ended} from "./convnotes.ts";

const root = path.join(import.meta.dirname, "../..");
let site: string;
let built: Ended;
let browser: Browser | undefined;

beforeAll(async () => {
  site = await mkdtemp(path.join(tmpdir(), "convnotes-site-"));
  built = await convnotes(["reports", "notebooks", "--quick", "--out", site], {cwd: root});
  if (has("chromium")) browser = await launch();
}, 20 * 60_000);
afterAll(async () => {
  await browser?.close();
  await rm(site, {recursive: true, force: true});
});

const at = (file: string): string => path.join(site, file);

test("every lecture has a report, and the page of all is the last that is written", () => {
  expect(built.code, built.stderr).toBe(0);
  const reports = [...lectures.map(({name}) => `${name}.html`), "index.html"];
  expect(
    built.stdout
      .trim()
      .split("\n")
      .filter((line) => line.endsWith(".html"))
  ).toEqual(reports.map(at));
});

test("what was run is not run again, and every file is the same to the byte", async () => {
  const files = [...lectures.map(({name}) => `${name}.html`), "index.html"].map(at);
  const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const [executed] = lectures.map(({name}) => at(`executed/${name}.ipynb`));
  const {mtimeMs} = await stat(executed);
  const again = await convnotes(["reports", "notebooks", "--quick", "--out", site], {cwd: root});
  expect(again.code, again.stderr).toBe(0);
  expect((await stat(executed)).mtimeMs).toBe(mtimeMs);
  for (const [k, file] of files.entries()) {
    expect((await readFile(file, "utf8")) === before[k], file).toBe(true);
  }
});

test("a lecture's Markdown, its drawn figures too, is the same to the byte", async (context) => {
  needs(context, "chromium");
  const {name} = lectures[0];
  const pictures: Buffer[] = [];
  const texts: string[] = [];
  for (const folder of ["first", "again"]) {
    const out = at(`${folder}/${name}.md`);
    const args = ["report", at(`executed/${name}.ipynb`), "--to", "md", "--out", out];
    const {code, stderr} = await convnotes(args, {cwd: root});
    expect(code, stderr).toBe(0);
    texts.push(await readFile(out, "utf8"));
    pictures.push(await readFile(at(`${folder}/${name}_files/figure-1.png`)));
  }
  expect(texts[1] === texts[0]).toBe(true);
  expect(Buffer.compare(pictures[0], pictures[1])).toBe(0);
});

describe.each([
  [1280, "light"],
  [1280, "dark"],
  [400, "light"],
  [400, "dark"]
] as const)("%i wide, %s,", (width, colorScheme) => {
  test.for(lectures)("the report of $name is whole", async ({name}, context) => {
    needs(context, "chromium");
    const file = at(`${name}.html`);
    const {page, said, asked} = await openFile(browser!, file, {width, colorScheme});
    try {
      await drawAll(page);
      expect(await troublesOf(page)).toEqual([]);
      expect(said).toEqual([]);
      expect(asked).toEqual([]);
    } finally {
      await page.context().close();
    }
  });

  test("the page of all lectures shows their pictures and leads to each report, and back", async (context) => {
    needs(context, "chromium");
    const {page, said, asked} = await openFile(browser!, at("index.html"), {width, colorScheme});
    try {
      expect(await troublesOf(page)).toEqual([]);
      const cards = page.locator(".card");
      expect(await cards.count()).toBe(lectures.length);
      const widths = await cards
        .locator("img")
        .evaluateAll((all) => all.map((picture) => (picture as HTMLImageElement).naturalWidth));
      // A lecture of curves alone has none.
      expect(widths.length).toBeGreaterThan(lectures.length / 2);
      expect(Math.min(...widths)).toBeGreaterThan(100);
      for (const [k, {notebook}] of lectures.entries()) {
        await cards.nth(k).getByRole("link").click();
        expect(await page.title()).toBe(notebook.metadata.title);
        await page.getByRole("link", {name: "All lectures"}).click();
      }
      expect(said).toEqual([]);
      expect(asked).toEqual([]);
    } finally {
      await page.context().close();
    }
  });
});

test("every link from a report to a file of the site leads somewhere", async () => {
  const names = lectures.map(({name}) => `${name}.html`);
  const targets = new Map(
    await Promise.all(
      names.map(async (name) => {
        const html = await readFile(at(name), "utf8");
        return [name, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))] as const;
      })
    )
  );
  let count = 0;
  for (const name of names) {
    const html = await readFile(at(name), "utf8");
    const main = html.slice(html.indexOf("<body>"), html.indexOf("</main>"));
    for (const [, link = ""] of main.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      if (/^[a-z]+:|^index\.html$/.test(link)) continue;
      const [file, id] = link.split("#") as [string, string | undefined];
      const ids = targets.get(file || name);
      expect(ids, `${name}: ${link}`).toBeDefined();
      if (id) expect(ids!.has(decodeURIComponent(id)), `${name}: ${link}`).toBe(true);
      ++count;
    }
  }
  expect(count).toBeGreaterThan(10 * lectures.length);
});
