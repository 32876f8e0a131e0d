import {readFileSync} from "node:fs";
import path from "node:path";
import {packageRoot} from "../../../kernel/install.ts";
import type {KernelClient} from "../../jupyter/kernelClient.ts";
import type {KernelProcess} from "../../jupyter/kernelProcess.ts";
import {
  computingVersions,
  libraryFactsIn,
  libraryQuestion
} from "../../notebook/run/libraryFacts.ts";
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
  return {...versions, ...computingVersions()};
}

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
    user_expressions: {facts: libraryQuestion},
    allow_stdin: false,
    stop_on_error: false
  });
  const reply = await Promise.race([asked, late, exited]);
  clearTimeout(timer);
  if (!reply || !("content" in reply)) return {};
  const {facts} = (reply.content.user_expressions ?? {}) as {
    facts?: {data?: {"text/plain"?: string}};
  };
  return libraryFactsIn(facts?.data?.["text/plain"] ?? "");
}
