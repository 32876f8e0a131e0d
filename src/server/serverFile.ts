import {mkdirSync, rmSync, writeFileSync} from "node:fs";
import path from "node:path";
import {apiVersion} from "./status/statusRoutes.ts";

/** A server that runs, as other programs of Jupyter's find it. */
export interface RunningServer {
  runtimeDir: string;
  /** `http://127.0.0.1:8888/`, with the base URL */
  url: string;
  rootDir: string;
  token: string;
  hasPassword: boolean;
}

/** What {@link announce} leaves, and takes away again. */
export interface Announcement {
  /** A page that leads to the lab: a browser that is started with it shows no token to other users of the machine. */
  openFile: string;
  /** Removes both files. */
  withdraw: () => void;
}

/**
 * Leaves `jpserver-PID.json` in Jupyter's runtime folder, by which `jupyter server list` and editors
 * find the server, and beside it a page that opens it. Both are for this user alone.
 */
export function announce({
  runtimeDir,
  url,
  rootDir,
  token,
  hasPassword
}: RunningServer): Announcement {
  mkdirSync(runtimeDir, {recursive: true, mode: 0o700});
  const {pid} = process;
  const file = path.join(runtimeDir, `jpserver-${pid}.json`);
  const openFile = path.join(runtimeDir, `jpserver-${pid}-open.html`);
  const {hostname, port, pathname} = new URL(url);
  const told = {
    base_url: pathname,
    hostname,
    password: hasPassword,
    pid,
    port: Number(port || 80),
    root_dir: rootDir,
    secure: false,
    sock: "",
    token,
    url,
    version: apiVersion
  };
  const address = token === "" ? `${url}lab` : `${url}lab?token=${encodeURIComponent(token)}`;
  const page = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${address}">
<title>convnotes</title>
<p>The lab opens. If it does not, <a href="${address}">this way</a>.</p>
`;
  rmSync(file, {force: true});
  rmSync(openFile, {force: true});
  writeFileSync(file, `${JSON.stringify(told, null, 2)}\n`, {mode: 0o600});
  writeFileSync(openFile, page, {mode: 0o600});
  return {
    openFile,
    withdraw: () => {
      rmSync(file, {force: true});
      rmSync(openFile, {force: true});
    }
  };
}
