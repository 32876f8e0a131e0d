// What a kernel of ours is asked when a run is over: what computed, and on what data.

import {createRequire} from "node:module";
import {stripVTControlCharacters} from "node:util";
import type {RunMetadata} from "./metadata.ts";

/** Asks only when the library is there: to load it now would say nothing of the run. */
export const libraryQuestion = `globalThis._tfengine && (({assets, engineInfo}) => JSON.stringify({
  engine: engineInfo() ?? null,
  data: assets.usedAssets().map(({name, source, files}) => ({
    name, source, sha256: Object.fromEntries(files.map((file) => [file.name, file.sha256]))
  }))
}))(require("@convnotes/cnn"))`;

type LibraryFacts = Partial<Pick<RunMetadata, "engine" | "data">>;

/** What the kernel answered, from what it shows: the text of a string, JSON within single quotes. */
export function libraryFactsIn(shown: string): LibraryFacts {
  const {engine, data} = parse(/^'(.*)'$/s.exec(stripVTControlCharacters(shown))?.[1] ?? "{}");
  return {
    ...(engine && {engine: {engine: engine.engine, threads: engine.threads, with: engine.with}}),
    ...(data && {data})
  };
}

function parse(text: string): LibraryFacts {
  try {
    return JSON.parse(text) as LibraryFacts;
  } catch {
    return {};
  }
}

/** The versions of what our kernels compute with. */
export function computingVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const tensorflow = require("@tensorflow/tfjs-core/package.json") as {version: string};
  return {node: process.versions.node, "tfjs-core": tensorflow.version};
}
