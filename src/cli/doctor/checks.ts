import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {builtInKernels, packageRoot} from "../../../kernel/install.ts";
import {findKernels} from "../../jupyter/kernelspec.ts";
import {findBrowser} from "../../notebook/report/findBrowser.ts";
import {cache} from "./cache.ts";
import type {Check, Finding} from "./finding.ts";
import {servers} from "./servers.ts";

/** All that the doctor looks at, in order. */
export const checks: readonly Check[] = [
  node,
  engine,
  front,
  kernels,
  cache,
  servers,
  pdf,
  terminals,
  graphicsCard
];

function node(): Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const what = `Node ${process.versions.node}`;
  if (major > 20 || (major === 20 && minor >= 19)) return [{state: "ok", what}];
  return [{state: "missing", what: `${what} is too old`, advice: "install Node 20.19 or later"}];
}

async function engine(): Promise<Finding[]> {
  const {useEngine} = await import("@convnotes/cnn");
  const info = await useEngine("auto", {log: () => {}});
  const threads = info.threads === 1 ? "1 thread" : `${info.threads} threads`;
  const chosen: Finding = {state: "ok", what: `engine: ${info.engine} (${info.with}, ${threads})`};
  const passedOver = info.passedOver.map((reason): Finding => {
    const advice = "lectures run, but train more slowly; npm ci installs what is missing";
    return {state: "optional", what: `faster engine: ${reason}`, advice};
  });
  return [chosen, ...passedOver];
}

function front(): Finding[] {
  const folder = path.join(packageRoot(), "src", "lab", "dist");
  if (existsSync(path.join(folder, "index.html"))) {
    return [{state: "ok", what: `front end: built, in ${folder}`}];
  }
  return [{state: "missing", what: "front end: not built", advice: "npm run build"}];
}

function kernels(): Finding[] {
  const [{spec}] = builtInKernels();
  const main = spec.argv[1] ?? "";
  const own: Finding = existsSync(main)
    ? {state: "ok", what: `kernel: ${spec.display_name}, built in`}
    : {state: "missing", what: `kernel: ${main} is not there`, advice: "npm run build"};
  const others = [...findKernels().values()].map(({name, folder, spec}): Finding => {
    const command = spec.argv[0] ?? "";
    const starts = !path.isAbsolute(command) || existsSync(command);
    if (starts) return {state: "ok", what: `kernel: ${spec.display_name} (${name}), in ${folder}`};
    const advice = `install it again, or remove ${folder}`;
    return {state: "optional", what: `kernel: ${name} starts ${command}, which is gone`, advice};
  });
  return [own, ...others];
}

function pdf(): Finding[] {
  try {
    return [{state: "ok", what: `browser for PDF: ${findBrowser()}`}];
  } catch (error) {
    const advice = "for reports as PDF install Chromium, Chrome or Edge; reports as HTML need none";
    const reason = (error as Error).message.replace(/^findBrowser: | \(.*$/g, "");
    return [{state: "optional", what: `browser for PDF: ${reason}`, advice}];
  }
}

function terminals(): Finding[] {
  if (isInstalled("@lydell/node-pty")) return [{state: "ok", what: "terminals: in the lab"}];
  const advice =
    "npm install @lydell/node-pty gives the lab terminals, where it knows the platform";
  return [{state: "optional", what: "terminals: none", advice}];
}

function graphicsCard(): Finding[] {
  const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-backend-webgpu"];
  const there = packages.filter(isInstalled);
  if (there.length > 0) return [{state: "ok", what: `graphics card: by ${there.join(", ")}`}];
  const advice = `only with a card: npm install ${packages[0]} (NVIDIA), or webgpu ${packages[1]}`;
  return [{state: "optional", what: "graphics card: no package for one", advice}];
}

const require = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  return (require.resolve.paths(name) ?? []).some((folder) => existsSync(path.join(folder, name)));
}
