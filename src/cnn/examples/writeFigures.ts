import {mkdir, readFile, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join} from "node:path";
import {displaySymbol} from "../host.ts";
import type {plot} from "../index.ts";

/**
 * Writes figures into a folder: each as plotly's JSON, as a PNG where it is a picture, and all of them
 * on one page, `index.html`, that needs nothing else.
 *
 * Plotly is written into the page where the package is installed; otherwise the page has the pictures
 * and, for each figure, what it shows in words.
 *
 * @param figures - by name, in the order of the page
 */
export async function writeFigures(
  folder: string,
  title: string,
  figures: Readonly<Record<string, plot.Figure>>
): Promise<void> {
  await mkdir(folder, {recursive: true});
  const plotly = await readPlotly();
  const parts: string[] = [];
  for (const [name, figure] of Object.entries(figures)) {
    const bundle = figure[displaySymbol]();
    const spec = JSON.stringify(bundle["application/vnd.plotly.v1+json"]);
    await writeFile(join(folder, `${name}.json`), spec);
    const png = bundle["image/png"] as string | undefined;
    if (png) await writeFile(join(folder, `${name}.png`), Buffer.from(png, "base64"));
    parts.push(plotly ? interactive(name, figure.alt, spec) : still(figure.alt, png));
  }
  const style =
    ":root{color-scheme:light dark}" +
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}" +
    "figure{margin:2rem 0}figcaption{color:GrayText}img{image-rendering:pixelated;min-width:50%}";
  await writeFile(
    join(folder, "index.html"),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>` +
      `<style>${style}</style>${plotly ? `<script>${plotly}</script>` : ""}` +
      `<h1>${escape(title)}</h1>${parts.join("\n")}</html>\n`
  );
}

function interactive(name: string, alt: string, spec: string): string {
  const safe = spec.replaceAll("<", "\\u003c"); // no text of a figure ends the script
  return (
    `<figure><div id="${name}" role="img" aria-label="${escape(alt)}"></div>` +
    `<figcaption>${escape(alt)}</figcaption></figure>` +
    `<script>{const {data, layout, frames} = ${safe};` +
    `Plotly.newPlot("${name}", {data, layout, frames, config: {responsive: true}});}</script>`
  );
}

function still(alt: string, png: string | undefined): string {
  const image = png ? `<img src="data:image/png;base64,${png}" alt="">` : "";
  return `<figure>${image}<figcaption>${escape(alt)}</figcaption></figure>`;
}

async function readPlotly(): Promise<string | undefined> {
  try {
    const path = createRequire(import.meta.url).resolve("plotly.js-dist-min");
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

const entities: Record<string, string> = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign]);
