import {homedir} from "node:os";
import path from "node:path";

/** The machine as far as Jupyter's folders depend on it; the running one unless told otherwise. */
export interface Machine {
  platform?: NodeJS.Platform;
  env?: Record<string, string | undefined>;
  home?: string;
}

/** Path functions of the machine's platform, so that Windows can be spoken of on Linux. */
export function pathsOf({platform = process.platform}: Machine = {}): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}

/**
 * The folder of the user's own Jupyter data.
 *
 *     Linux    $XDG_DATA_HOME/jupyter, ~/.local/share/jupyter
 *     macOS    ~/Library/Jupyter
 *     Windows  %APPDATA%\jupyter
 *
 * @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 */
export function userDataPath(machine: Machine = {}): string {
  const {platform = process.platform, env = process.env, home = homedir()} = machine;
  const paths = pathsOf(machine);
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "darwin") return paths.join(home, "Library", "Jupyter");
  if (platform === "win32")
    return paths.join(env.APPDATA || paths.join(home, "AppData", "Roaming"), "jupyter");
  return paths.join(env.XDG_DATA_HOME || paths.join(home, ".local", "share"), "jupyter");
}

/** The folder of the Python environment that is active, if there is one: `share/jupyter` below it. */
export function environmentDataPath(machine: Machine = {}): string | undefined {
  const {env = process.env} = machine;
  const prefix = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  return prefix ? pathsOf(machine).join(prefix, "share", "jupyter") : undefined;
}

/** The folders that all users of the machine share. */
function systemDataPaths(machine: Machine = {}): string[] {
  const {platform = process.platform, env = process.env} = machine;
  if (platform !== "win32") return ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return env.PROGRAMDATA ? [pathsOf(machine).join(env.PROGRAMDATA, "jupyter")] : [];
}

/**
 * Where Jupyter looks for its data, the first place first: `JUPYTER_PATH`, the active environment
 * and the user's folder, the machine's.
 *
 * The environment goes first as in Jupyter itself when one is active (`JUPYTER_PREFER_ENV_PATH=0`
 * turns that round).
 */
export function dataPaths(machine: Machine = {}): string[] {
  const {env = process.env} = machine;
  const listed = (env.JUPYTER_PATH ?? "").split(pathsOf(machine).delimiter).filter(Boolean);
  const environment = environmentDataPath(machine);
  const own = [userDataPath(machine)];
  if (environment && isNo(env.JUPYTER_PREFER_ENV_PATH)) own.push(environment);
  else if (environment) own.unshift(environment);
  return [...new Set([...listed, ...own, ...systemDataPaths(machine)])];
}

function isNo(value: string | undefined): boolean {
  return ["no", "n", "false", "off", "0", "0.0"].includes((value ?? "").toLowerCase());
}
