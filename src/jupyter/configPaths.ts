import {homedir} from "node:os";
import {type Machine, pathsOf, userDataPath} from "./dataPaths.ts";

/**
 * The folder of the user's own Jupyter settings: `JUPYTER_CONFIG_DIR`, else `~/.jupyter`.
 *
 * @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 */
export function userConfigPath(machine: Machine = {}): string {
  const {env = process.env, home = homedir()} = machine;
  return env.JUPYTER_CONFIG_DIR || pathsOf(machine).join(home, ".jupyter");
}

/** Where Jupyter looks for its settings, the strongest place first. */
export function configPaths(machine: Machine = {}): string[] {
  const {platform = process.platform, env = process.env} = machine;
  const paths = pathsOf(machine);
  const listed = (env.JUPYTER_CONFIG_PATH ?? "").split(paths.delimiter).filter(Boolean);
  const prefix = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  const system =
    platform === "win32"
      ? env.PROGRAMDATA
        ? [paths.join(env.PROGRAMDATA, "jupyter")]
        : []
      : ["/usr/local/etc/jupyter", "/etc/jupyter"];
  const environment = prefix ? [paths.join(prefix, "etc", "jupyter")] : [];
  return [...new Set([userConfigPath(machine), ...listed, ...environment, ...system])];
}

/** The folder of what lives as long as a process: connection files and server files. */
export function runtimePath(machine: Machine = {}): string {
  const {env = process.env} = machine;
  return env.JUPYTER_RUNTIME_DIR || pathsOf(machine).join(userDataPath(machine), "runtime");
}
