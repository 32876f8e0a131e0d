// Starts a server with two kernels and a terminal, prints the process groups that they lead, and waits
// to be ended: by SIGTERM orderly, by SIGKILL not.
import {readdirSync, readFileSync} from "node:fs";
import {builtInKernels} from "../../../dist/kernel/install.js";
import {createServer} from "../../../dist/src/server/app.js";

const [runtimeDir] = process.argv.slice(2);
const below = `${runtimeDir}/below`;
const silent = {
  name: "silent",
  folder: "",
  spec: {
    // A kernel that looks for no parent, and whose end takes force.
    argv: ["/bin/sh", "-c", 'trap "" TERM; sleep 1000 & wait; wait', "{connection_file}"],
    display_name: "",
    language: ""
  }
};
const app = await createServer({
  rootDir: runtimeDir,
  runtimeDir,
  configDir: below,
  dataDir: below,
  token: "t",
  kernels: [...builtInKernels(), silent]
});
await app.listen({port: 0, host: "127.0.0.1"});
const ask = (url, payload) =>
  app.inject({method: "POST", url, payload, headers: {authorization: "token t"}});
await ask("/api/kernels", {name: "convnotes"});
await ask("/api/kernels", {name: "silent"});
await ask("/api/terminals", {});

/** The children of this process that lead a group: not the guard of the groups, which ends after them. */
const children = readdirSync("/proc").filter((name) => {
  if (!/^\d+$/.test(name)) return false;
  try {
    const [, rest] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ");
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
    return Number(rest.split(" ")[1]) === process.pid && !command.includes("read -r change");
  } catch {
    return false;
  }
});
process.on("SIGTERM", () => void app.close().then(() => process.exit()));
console.log(JSON.stringify(children.map(Number)));
