import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import path from "node:path";
import {gzipSync} from "fflate";
import type {PlotlySpec} from "./outputs.ts";
import {packageFolder} from "./packageFiles.ts";

/** What plotly's parts draw; the last one draws everything, and does so under a content security policy. */
const bundles: {name: string; traces?: readonly string[]}[] = [
  {name: "basic", traces: ["bar", "pie", "scatter"]},
  {
    name: "cartesian",
    traces: [
      ...["bar", "box", "contour", "heatmap", "histogram", "histogram2d", "histogram2dcontour"],
      ...["image", "pie", "scatter", "scatterternary", "violin"]
    ]
  },
  {name: "strict"}
];

export interface PlotlyBundle {
  name: string;
  version: string;
  /** The script, gzipped, in base64. */
  packed: string;
  /** The script's hash as a content security policy names it. */
  hash: string;
}

const packedBundles = new Map<string, PlotlyBundle>();

/** The smallest part of plotly.js that draws the figures. */
export function plotlyBundleFor(specs: readonly PlotlySpec[]): PlotlyBundle {
  const types = new Set(specs.flatMap(traceTypes));
  const found = bundles.find(
    ({traces}) => !traces || [...types].every((type) => traces.includes(type))
  );
  return pack(found?.name ?? "strict");
}

function traceTypes({data, layout = {}, frames = []}: PlotlySpec): string[] {
  // A template may give a trace its looks, but not its type; a frame may.
  const traces = [
    data,
    ...frames.map(({data}) => (Array.isArray(data) ? (data as object[]) : []))
  ].flat();
  const types = traces.map((trace) => (trace as {type?: unknown}).type ?? "scatter").map(String);
  return "geo" in layout || "scene" in layout ? [...types, "other"] : types;
}

function pack(name: string): PlotlyBundle {
  const known = packedBundles.get(name);
  if (known) return known;
  const folder = packageFolder(`plotly.js-${name}-dist-min`);
  const script = readFileSync(path.join(folder, `plotly-${name}.min.js`));
  const {version} = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    version: string;
  };
  // Not zlib of Node: its bytes depend on the processor.
  const packed = Buffer.from(gzipSync(script, {level: 9, mtime: 0})).toString("base64");
  const bundle = {name, version, packed, hash: scriptHash(script)};
  packedBundles.set(name, bundle);
  return bundle;
}

/** How a content security policy names a script. */
export function scriptHash(script: string | Uint8Array): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
