import {spawnSync} from "node:child_process";
import type {TestContext} from "vitest";

/** What some tests need beyond npm, and where it comes from. */
const tools = {
  chromium: {probe: ["chromium", "--version"], from: "Debian's package chromium"},
  gcompris: {
    probe: ["test", "-f", "/usr/share/gcompris-qt/rcc/explore_world_animals.rcc"],
    from: "Debian's package gcompris-qt-data"
  },
  git: {probe: ["git", "--version"], from: "Debian's package git"},
  h5py: {
    probe: ["/usr/bin/python3", "-c", "import h5py"],
    from: "Debian's package python3-h5py"
  },
  ipykernel: {
    probe: ["/usr/bin/python3", "-c", "import ipykernel"],
    from: "Debian's package python3-ipykernel"
  },
  jupyterKernelTest: {
    probe: ["/usr/bin/python3", "-c", "import jupyter_kernel_test"],
    from: "Debian's package python3-jupyter-kernel-test"
  },
  nbconvert: {
    probe: ["/usr/bin/python3", "-c", "import nbclient, nbconvert"],
    from: "Debian's package python3-nbconvert"
  },
  optuna: {
    probe: ["/usr/bin/python3", "-c", "import optuna"],
    from: "Debian's package python3-optuna"
  },
  protobuf: {
    probe: ["/usr/bin/python3", "-c", "import crcmod, google.protobuf"],
    from: "Debian's packages python3-crcmod and python3-protobuf"
  },
  "redis-server": {
    probe: ["redis-server", "--version"],
    from: "Debian's package redis-server"
  },
  torch: {
    // Found, not imported, which takes seconds.
    probe: ["/usr/bin/python3", "-c", "import importlib.util as i; assert i.find_spec('torch')"],
    from: "Debian's package python3-torch"
  }
} as const;

const probed = new Map<keyof typeof tools, boolean>();

/** Whether a tool is on this machine: for what a file gets ready before its tests. */
export function has(tool: keyof typeof tools): boolean {
  const known = probed.get(tool);
  if (known !== undefined) return known;
  const [command, ...args] = tools[tool].probe;
  const {status, error} = spawnSync(command, args, {stdio: "ignore"});
  probed.set(tool, status === 0 && !error);
  return has(tool);
}

/**
 * Skips the test, saying why, when a tool is missing; under `CONVNOTES_REQUIRE_TOOLS` (as in CI)
 * the test fails instead, so that a skipped proof is never taken for a passed one.
 */
export function needs(context: TestContext, tool: keyof typeof tools): void {
  const {from} = tools[tool];
  if (has(tool)) return;
  const reason = `needs ${tool}, which is not on this machine (${from})`;
  if (process.env.CONVNOTES_REQUIRE_TOOLS) throw new Error(`${context.task.name}: ${reason}`);
  console.warn(`skipped: ${context.task.name}: ${reason}`);
  context.skip(reason);
}
