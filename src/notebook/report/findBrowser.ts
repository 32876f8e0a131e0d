import {accessSync, constants, existsSync} from "node:fs";
import path from "node:path";

const names = [
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
  ...["microsoft-edge", "microsoft-edge-stable", "brave-browser"]
];

const applications = ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"];
const windows = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
  "BraveSoftware\\Brave-Browser\\Application\\brave.exe"
];

/**
 * A browser of the Chromium family on this machine: what `CONVNOTES_BROWSER` names, else the first one that
 * is found where such browsers are installed.
 *
 * @throws Error if there is none, saying how to get one
 */
export function findBrowser({
  env = process.env,
  platform = process.platform
}: {env?: NodeJS.ProcessEnv; platform?: NodeJS.Platform} = {}): string {
  const named = env.CONVNOTES_BROWSER;
  if (named !== undefined && named !== "") {
    if (isProgram(named)) return named;
    throw new Error(`findBrowser: CONVNOTES_BROWSER is a program, but got ${named}`);
  }
  const found = places(env, platform).find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    "findBrowser: expected Chromium, Chrome or Edge on this machine, but found none " +
      "(install one, or name its program in CONVNOTES_BROWSER)"
  );
}

function places(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === "win32") {
    const roots = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA];
    return roots.flatMap((root) =>
      root ? windows.map((place) => path.win32.join(root, place)) : []
    );
  }
  const folders = (env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const inPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  if (platform !== "darwin") return inPath;
  const inApplications = applications.flatMap((name) =>
    ["/Applications", path.join(env.HOME ?? "", "Applications")].map((folder) =>
      path.join(folder, `${name}.app`, "Contents", "MacOS", name)
    )
  );
  return [...inApplications, ...inPath];
}

function isProgram(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
