import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {stripVTControlCharacters} from "node:util";
import {packageRoot} from "../../../kernel/install.ts";
import type {KernelClient} from "../../jupyter/kernelClient.ts";
import type {KernelProcess} from "../../jupyter/kernelProcess.ts";
import type {RunMetadata} from "../../notebook/run/metadata.ts";

/** The version of this copy of convnotes. */
export function ownVersion(): string {
  const file = path.join(packageRoot(), "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
}

/** The versions that a kernel tells of itself and its language, and what ours rests on. */
export async function kernelVersions(
  {kernel}: KernelProcess,
  client: KernelClient
): Promise<Record<string, string>> {
  const {content} = await client.request("kernel_info_request");
  const {implementation, implementation_version, language_info} = content as {
    implementation?: string;
    implementation_version?: string;
    language_info?: {name?: string; version?: string};
  };
  const versions: Record<string, string> = {
    ...(implementation && {[`${implementation} kernel`]: implementation_version ?? ""}),
    ...(language_info?.name && {[language_info.name]: language_info.version ?? ""})
  };
  if (kernel.spec.metadata?.convnotes !== true) return versions;
  const require = createRequire(path.join(packageRoot(), "package.json"));
  const tensorflow = require("@tensorflow/tfjs-core/package.json") as {version: string};
  return {...versions, node: process.versions.node, "tfjs-core": tensorflow.version};
}

/** Asks only when the library is there: to load it now would say nothing of the run. */
const question = `globalThis._tfengine && (({assets, engineInfo}) => JSON.stringify({
  engine: engineInfo() ?? null,
  data: assets.usedAssets().map(({name, source, files}) => ({
    name, source, sha256: Object.fromEntries(files.map((file) => [file.name, file.sha256]))
  }))
}))(require("@convnotes/cnn"))`;

/** How long a kernel that is done may take to answer, in ms. */
const patience = 5000;

/** What computed in our kernel, and on what data; nothing where no cell used the library, or it can no longer tell. */
export async function libraryFacts(
  {kernel, exited}: KernelProcess,
  client: KernelClient
): Promise<Partial<Pick<RunMetadata, "engine" | "data">>> {
  if (kernel.spec.metadata?.convnotes !== true) return {};
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
  const asked = client.request("execute_request", {
    code: "",
    silent: true,
    store_history: false,
    user_expressions: {facts: question},
    allow_stdin: false,
    stop_on_error: false
  });
  const reply = await Promise.race([asked, late, exited]);
  clearTimeout(timer);
  if (!reply || !("content" in reply)) return {};
  const {facts} = (reply.content.user_expressions ?? {}) as {
    facts?: {data?: {"text/plain"?: string}};
  };
  // The text of a string: JSON within single quotes.
  const shown = stripVTControlCharacters(facts?.data?.["text/plain"] ?? "");
  const {engine, data} = parse(/^'(.*)'$/s.exec(shown)?.[1] ?? "{}");
  return {
    ...(engine && {engine: {engine: engine.engine, threads: engine.threads, with: engine.with}}),
    ...(data && {data})
  };
}

function parse(text: string): Partial<Pick<RunMetadata, "engine" | "data">> {
  try {
    return JSON.parse(text) as Partial<Pick<RunMetadata, "engine" | "data">>;
  } catch {
    return {};
  }
}
