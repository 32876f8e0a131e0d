import path from "node:path";
import {parseArgs} from "node:util";
import {userConfigPath} from "../jupyter/configPaths.ts";
import {defaultConfig} from "../server/config/serverConfig.ts";
import {
  type LabSettings,
  settingsFileName,
  settingsInEnvironment,
  settingsInFile
} from "../server/config/settings.ts";
import {hashPassword, isPasswordHash} from "../server/security/password.ts";
import {type CliError, usageError} from "./error.ts";

export const labHelp = `convnotes lab: JupyterLab with the lectures, in the browser

  convnotes lab [DIR]              DIR is what its file browser shows: this folder, or the
                                   lectures when this folder is convnotes itself

  --ip ADDRESS                     listen here; 127.0.0.1, this machine alone, by default
  --port NUMBER                    8888 by default; the next free one when it is taken
  --base-url PATH                  serve below this path, for a proxy
  --notebook-dir DIR               the same as DIR
  --no-browser                     print the address only

  --token TOKEN                    what opens the lab; random by default, "" asks for nothing
  --password PASSWORD              open with a password instead
  --set-password                   ask for a password and keep it (its hash) for every start
  --allow-origin ORIGIN            let pages of this other origin call
  --allow-remote-access            answer to other names than localhost, behind a proxy

  --allow-hidden                   show files that begin with a dot
  --follow-symlinks                follow links that lead out of DIR
  --no-terminals                   offer no terminals
  --cull-idle-timeout SECONDS      shut down kernels that nobody used for so long
  --config FILE                    settings; convnotes_config.json in Jupyter's folder by default
  --debug                          tell what happens
  --help                           this page

A setting is taken from the command line, else from the environment (CONVNOTES_PORT, CONVNOTES_BASE_URL …,
JUPYTER_TOKEN), else from the file, a JSON object: {"port": 8888, "baseUrl": "/lab/", "openBrowser": false}.
`;

/** What a start of the lab is to be like. */
export interface LabOptions extends Partial<LabSettings> {
  help: boolean;
  debug: boolean;
  setPassword: boolean;
  /** The file that settings are kept in. */
  settingsFile: string;
}

/**
 * The settings of the command line over those of the environment over those of the file.
 *
 * @throws CliError if one of them is not as it should be
 */
export async function labOptions(args: string[]): Promise<LabOptions> {
  const {values, positionals} = attempt(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        ip: {type: "string"},
        port: {type: "string"},
        "base-url": {type: "string"},
        "notebook-dir": {type: "string"},
        "no-browser": {type: "boolean"},
        token: {type: "string"},
        password: {type: "string"},
        "set-password": {type: "boolean", default: false},
        "allow-origin": {type: "string"},
        "allow-remote-access": {type: "boolean"},
        "allow-hidden": {type: "boolean"},
        "follow-symlinks": {type: "boolean"},
        "no-terminals": {type: "boolean"},
        "cull-idle-timeout": {type: "string"},
        config: {type: "string"},
        debug: {type: "boolean", default: false},
        help: {type: "boolean", short: "h", default: false}
      }
    })
  );
  const {config, help, debug, "set-password": setPassword, password} = values;
  const settingsFile = config ?? path.join(userConfigPath(), settingsFileName);
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const given: Partial<LabSettings> = {
    ip: values.ip,
    port: numberOf("--port", values.port),
    baseUrl: values["base-url"],
    notebookDir: folderOf(positionals, values["notebook-dir"]),
    openBrowser: isOff(values["no-browser"]),
    token: values.token,
    passwordHash,
    allowOrigin: values["allow-origin"],
    allowRemoteAccess: values["allow-remote-access"],
    allowHidden: values["allow-hidden"],
    followSymlinks: values["follow-symlinks"],
    terminals: isOff(values["no-terminals"]),
    cullIdleTimeout: numberOf("--cull-idle-timeout", values["cull-idle-timeout"])
  };
  const options = {help, debug, setPassword, settingsFile};
  if (help) return options;
  const settings = attempt(() => ({
    ...settingsInFile(settingsFile),
    ...settingsInEnvironment(),
    ...defined(given)
  }));
  // A password that is asked for on the command line stands for the token that is set elsewhere.
  if (passwordHash !== undefined && given.token === undefined) delete settings.token;
  checkSettings(settings);
  return {...settings, ...options};
}

/** @throws CliError if the settings are none that a server could start with */
function checkSettings({
  port = 0,
  ip = defaultConfig.ip,
  passwordHash,
  cullIdleTimeout = 0
}: Partial<LabSettings>): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw usage(`the port is a number from 0 to 65535, but got ${port}`);
  }
  if (ip.trim() === "") throw usage('the address to listen on is one like 127.0.0.1, but got ""');
  if (passwordHash !== undefined && passwordHash !== "" && !isPasswordHash(passwordHash)) {
    throw usage("passwordHash is what --set-password writes, but got something else");
  }
  if (cullIdleTimeout < 0) throw usage(`cullIdleTimeout is 0 or more, but got ${cullIdleTimeout}`);
}

function folderOf(positionals: string[], notebookDir: string | undefined): string | undefined {
  const folders = notebookDir === undefined ? positionals : [...positionals, notebookDir];
  if (folders.length > 1) throw usage(`expected one folder, but got ${folders.join(" and ")}`);
  return folders[0];
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw usage(`${option} is followed by a number, but got "${text}"`);
}

/** The value of a setting that an option switches off. */
function isOff(given: boolean | undefined): boolean | undefined {
  return given ? false : undefined;
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw usage((error as Error).message.split(". ")[0] ?? "");
  }
}

function usage(message: string): CliError {
  return usageError("lab", message);
}
