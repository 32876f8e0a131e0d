import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";

/** A server to be measured. */
export interface ServerPeer {
  name: string;
  command: (port: number, folder: string, token: string) => string[];
  /** Its first page, below the root. */
  page: string;
}

const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const start = ["--allow-root", "--no-browser", "--ip=127.0.0.1"];

const all: (ServerPeer & {program: string; from: string})[] = [
  {
    name: "convnotes",
    program: main,
    from: "npm run build",
    page: "lab",
    command: (port, folder, token) => [
      process.execPath,
      ...[main, "lab", folder, "--no-browser", "--port", `${port}`, "--token", token]
    ]
  },
  {
    name: "jupyter-server",
    program: "/usr/bin/jupyter-server",
    from: "Debian's package jupyter-server",
    page: "api/status",
    command: (port, folder, token) => [
      "/usr/bin/jupyter-server",
      ...[
        ...start,
        `--port=${port}`,
        `--ServerApp.token=${token}`,
        `--ServerApp.root_dir=${folder}`
      ]
    ]
  },
  {
    name: "jupyter-notebook",
    program: "/usr/bin/jupyter-notebook",
    from: "Debian's package jupyter-notebook",
    page: "tree",
    command: (port, folder, token) => [
      "/usr/bin/jupyter-notebook",
      ...[...start, `--port=${port}`, `--NotebookApp.token=${token}`, `--notebook-dir=${folder}`]
    ]
  }
];

/** The servers that are on this machine; says where the others come from. */
export function servers(): ServerPeer[] {
  return all.filter(({name, program, from}) => {
    if (existsSync(program)) return true;
    console.error(`without ${name}: it is not on this machine (${from})`);
    return false;
  });
}
