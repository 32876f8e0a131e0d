import {readdirSync, readFileSync} from "node:fs";
import {createServer} from "node:net";
import path from "node:path";
import {runtimePath} from "../../jupyter/configPaths.ts";
import type {Finding} from "./finding.ts";

const usualPort = 8888;

/** The servers that run, and whether the usual port is free. */
export async function servers(): Promise<Finding[]> {
  const running = runningServers().map(({url, root_dir}): Finding => ({
    state: "ok",
    what: `server: ${url} shows ${root_dir}`
  }));
  const port: Finding = (await isFree(usualPort))
    ? {state: "ok", what: `port ${usualPort}: free`}
    : {
        state: "ok",
        what: `port ${usualPort}: taken`,
        advice: "the lab takes the next free one; --port chooses another"
      };
  return [...running, port];
}

interface ServerFile {
  pid: number;
  url: string;
  root_dir: string;
}

/** The servers of the user, ours and Jupyter's, by the files that they leave; those of dead ones do not count. */
function runningServers(): ServerFile[] {
  const folder = runtimePath();
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^jpserver-\d+\.json$/.test(name))
    .flatMap((name) => {
      try {
        const read = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as ServerFile | null;
        return read ?? [];
      } catch {
        return [];
      }
    })
    .filter(({pid}) => isRunning(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({port, host: "127.0.0.1"}, () => probe.close(() => resolve(true)));
  });
}
