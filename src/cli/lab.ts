import {existsSync, statSync} from "node:fs";
import {hostname} from "node:os";
import path from "node:path";
import {builtInKernels, packageRoot} from "../../kernel/install.ts";
import {runtimePath} from "../jupyter/configPaths.ts";
import {defaultConfig} from "../server/config/serverConfig.ts";
import type {LabSettings} from "../server/config/settings.ts";
import {listen} from "../server/listen.ts";
import {lineLog} from "../server/log.ts";
import {isLoopback} from "../server/security/hosts.ts";
import {announce} from "../server/serverFile.ts";
import {CliError} from "./error.ts";
import {labHelp, labOptions} from "./labOptions.ts";
import {openBrowser} from "./openBrowser.ts";
import {setPassword} from "./setPassword.ts";

/** `convnotes lab`: starts the server, tells its address, and runs until it is asked to stop. */
export async function lab(args: string[]): Promise<void> {
  const {
    help,
    debug,
    setPassword: asksForPassword,
    settingsFile,
    ...settings
  } = await labOptions(args);
  if (help) return void process.stdout.write(labHelp);
  if (asksForPassword) return setPassword(settingsFile);
  const {port = 8888, openBrowser: opens = true, notebookDir, baseUrl, ...config} = settings;
  const {ip = defaultConfig.ip, passwordHash = ""} = config;
  checkReach(ip, config);
  const rootDir = folderToShow(notebookDir);
  const root = packageRoot();
  const labDir = path.join(root, "src", "lab", "dist");
  const runtimeDir = runtimePath();
  const log = lineLog((line) => process.stderr.write(line), debug ? "debug" : "warn");

  // Loaded only now: what is wrong with the options is told at once.
  const {createServer} = await import("../server/bundled.ts");
  const app = await createServer({
    allowRemoteAccess: !isLoopback(ip),
    ...config,
    ...(baseUrl === undefined ? {} : {baseUrl}),
    rootDir,
    runtimeDir,
    labDir,
    lecturesDir: path.join(root, "notebooks"),
    lockFile: path.join(root, "package-lock.json"),
    kernels: builtInKernels(),
    stop: () => stop("asked to"),
    log
  });
  const taken = await listen(app, ip, port).catch((error: Error) => {
    throw new CliError(`convnotes lab: cannot listen on ${ip}, port ${port}: ${error.message}`);
  });
  const url = `http://${hostIn(ip)}:${taken}${app.baseUrl}`;
  const announcement = announce({
    runtimeDir,
    url,
    rootDir,
    token: app.token,
    hasPassword: passwordHash !== ""
  });

  const warnings = [
    ...warningsAbout({ip, token: app.token, passwordHash}),
    ...(existsSync(path.join(labDir, "index.html"))
      ? []
      : ["the front end is not built: npm run build"]),
    ...(taken === port || port === 0 ? [] : [`port ${port} is taken, this is ${taken}`])
  ];
  for (const warning of warnings) process.stderr.write(`convnotes lab: ${warning}\n`);
  const address = app.token === "" ? `${url}lab` : `${url}lab?token=${app.token}`;
  process.stdout.write(`
The lab shows ${rootDir} at

    ${address}

Ctrl-C stops it, and its kernels.
`);
  if (opens) openBrowser(announcement.openFile);

  let stoppingSince: number | undefined;
  function stop(reason: string): void {
    // Whoever asks twice does not want to wait; npm passes on at once what the terminal has sent already.
    if (stoppingSince !== undefined && performance.now() - stoppingSince > 1000) process.exit(1);
    if (stoppingSince !== undefined) return;
    stoppingSince = performance.now();
    log.info(`stopping: ${reason}`);
    announcement.withdraw();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(error, "the server did not stop in order");
        process.exit(1);
      }
    );
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stop(signal));
  }
  // A fault in one answer is no reason to end trainings that run for hours.
  process.on("uncaughtException", (error) => log.error(error, "unforeseen"));
  process.on("unhandledRejection", (error) => log.error(error, "unforeseen"));
}

/** @throws CliError if others could reach a server that asks for nothing */
function checkReach(ip: string, {token, passwordHash}: Partial<LabSettings>): void {
  if (isLoopback(ip) || token !== "" || passwordHash) return;
  throw new CliError(
    `convnotes lab: expected a token or a password when others can reach ${ip}, but the token is empty`,
    {exitCode: 2}
  );
}

function warningsAbout({
  ip,
  token,
  passwordHash
}: Pick<LabSettings, "ip" | "token" | "passwordHash">): string[] {
  const warnings = [];
  if (process.getuid?.() === 0) {
    warnings.push("this is root: who gets into the lab can change everything on this machine");
  }
  if (!isLoopback(ip)) {
    warnings.push(`others can reach ${ip}, and what they send and see is not encrypted on its way`);
  }
  if (token === "" && passwordHash === "") {
    warnings.push("it asks for no token: every user of this machine can run code as you");
  }
  return warnings;
}

/**
 * The folder that the file browser shows: the one that is given, else the working folder, as with
 * Jupyter. In a clone of convnotes that would be its source code; who starts the lab there came for
 * the lectures, so it is `notebooks`.
 *
 * @throws CliError if it is not there
 */
function folderToShow(given: string | undefined): string {
  const here = process.cwd();
  const isClone = given === undefined && here === packageRoot();
  const folder = path.resolve(isClone ? path.join(here, "notebooks") : (given ?? here));
  if (statSync(folder, {throwIfNoEntry: false})?.isDirectory()) return folder;
  const what = existsSync(folder) ? "a file" : "not there";
  throw new CliError(`convnotes lab: expected a folder, but ${folder} is ${what}`, {exitCode: 2});
}

/** An address to listen on as a host to go to. */
function hostIn(ip: string): string {
  if (ip === "0.0.0.0" || ip === "::") return hostname();
  return ip.includes(":") ? `[${ip}]` : ip;
}
