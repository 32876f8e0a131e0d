import {readFileSync} from "node:fs";
import path from "node:path";
import type {ServerConfig} from "./serverConfig.ts";

/** What can be chosen about a lab: the server's configuration, and where and how it opens. */
export interface LabSettings extends ServerConfig {
  port: number;
  baseUrl: string;
  /** The folder that the file browser shows. */
  notebookDir: string;
  openBrowser: boolean;
}

/** How the value of a setting is written. */
type Kind = "text" | "number" | "boolean";

const kinds: {[name in keyof LabSettings]: Kind} = {
  ip: "text",
  port: "number",
  baseUrl: "text",
  notebookDir: "text",
  openBrowser: "boolean",
  token: "text",
  passwordHash: "text",
  allowOrigin: "text",
  allowRemoteAccess: "boolean",
  allowHidden: "boolean",
  followSymlinks: "boolean",
  deleteToTrash: "boolean",
  bodyLimit: "number",
  requestTimeout: "number",
  terminals: "boolean",
  outputLimit: "number",
  unattendedDelay: "number",
  cullIdleTimeout: "number",
  cullInterval: "number",
  cullConnected: "boolean"
};

/** Jupyter's own variables, which hold where ours say nothing. */
const jupyterVariables: Record<string, keyof LabSettings> = {
  JUPYTER_TOKEN: "token",
  JUPYTER_PORT: "port"
};

/** The file with settings in a folder of Jupyter's configuration. */
export const settingsFileName = "convnotes_config.json";

/**
 * The settings in a file, a JSON object with the names of {@link LabSettings}; none when the file is
 * not there.
 *
 * @throws Error if a name is none of a setting, or a value is of another kind
 */
export function settingsInFile(file: string): Partial<LabSettings> {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: expected JSON, but ${(error as Error).message}`);
  }
  if (typeof read !== "object" || read === null || Array.isArray(read)) {
    throw new Error(`${file}: expected an object, but got ${text.trim().slice(0, 40)}`);
  }
  const settings: Partial<Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(read)) {
    if (!Object.hasOwn(kinds, name)) {
      const names = Object.keys(kinds).join(", ");
      throw new Error(`${file}: settings are ${names}, but got ${name}`);
    }
    const kind = kinds[name as keyof LabSettings];
    if (typeof value !== (kind === "text" ? "string" : kind)) {
      throw new Error(`${file}: ${name} is a ${kind}, but got ${JSON.stringify(value)}`);
    }
    settings[name] = value;
  }
  // What a file says of another file is meant from where it stands.
  const {notebookDir} = settings as {notebookDir?: string};
  if (notebookDir !== undefined)
    settings.notebookDir = path.resolve(path.dirname(file), notebookDir);
  return settings;
}

/**
 * The settings in the environment: `CONVNOTES_` and the name in capitals, `CONVNOTES_BASE_URL`;
 * Jupyter's `JUPYTER_TOKEN`, `JUPYTER_TOKEN_FILE` and `JUPYTER_PORT`.
 *
 * @throws Error if a value is of another kind
 */
export function settingsInEnvironment(
  env: Record<string, string | undefined> = process.env
): Partial<LabSettings> {
  const settings: Partial<Record<string, unknown>> = {};
  if (env.JUPYTER_TOKEN_FILE) {
    settings.token = readFileSync(env.JUPYTER_TOKEN_FILE, "utf8").trim();
  }
  const own = Object.keys(kinds).map((name) => [variableOf(name), name] as const);
  for (const [variable, name] of [...Object.entries(jupyterVariables), ...own]) {
    const text = env[variable];
    if (text === undefined) continue;
    settings[name] = parse(text, kinds[name as keyof LabSettings], variable);
  }
  return settings;
}

/** The environment variable of a setting: `baseUrl` is `CONVNOTES_BASE_URL`. */
function variableOf(name: string): string {
  return `CONVNOTES_${name.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
}

function parse(text: string, kind: Kind, variable: string): unknown {
  if (kind === "text") return text;
  if (kind === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (kind === "boolean" && /^(true|1|yes)$/i.test(text)) return true;
  if (kind === "boolean" && /^(false|0|no)$/i.test(text)) return false;
  throw new Error(`${variable}: expected a ${kind}, but got "${text}"`);
}
