// As jupyter_server's own tests of `/api/kernelspecs`, and what they leave out.

import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";
import {builtInKernels} from "../../../kernel/install.ts";
import {useLab} from "../lab.ts";
import {makeFolder} from "./folder.ts";

const data = makeFolder();
const folder = path.join(data, "kernels", "Sample");

beforeAll(() => {
  vi.stubEnv("JUPYTER_PATH", data);
  mkdirSync(folder, {recursive: true});
  const spec = {argv: ["sample", "{connection_file}"], display_name: "Sample", language: "sample"};
  writeFileSync(path.join(folder, "kernel.json"), JSON.stringify(spec));
  writeFileSync(path.join(folder, "kernel.js"), "// script");
  writeFileSync(path.join(folder, "logo-svg.svg"), "<svg/>");
  writeFileSync(path.join(folder, "notes.txt"), "of no concern");
  writeFileSync(path.join(data, "secret.txt"), "outside");
});
afterAll(() => vi.unstubAllEnvs());

const lab = useLab({baseUrl: "/lab/", kernels: builtInKernels()});

describe("/api/kernelspecs", () => {
  test("has ours, which are installed nowhere, and those on Jupyter's search path", async () => {
    const {default: preferred, kernelspecs} = await lab.get<{
      default: string;
      kernelspecs: Record<string, unknown>;
    }>("api/kernelspecs");
    expect(preferred).toBe("convnotes");
    expect(Object.keys(kernelspecs)).toEqual(
      expect.arrayContaining(["convnotes", "tslab", "sample"])
    );
    expect(kernelspecs.sample).toEqual({
      name: "sample",
      spec: {
        argv: ["sample", "{connection_file}"],
        display_name: "Sample",
        language: "sample",
        env: {},
        metadata: {},
        interrupt_mode: "signal"
      },
      resources: {
        "kernel.js": "/lab/kernelspecs/sample/kernel.js",
        "logo-svg": "/lab/kernelspecs/sample/logo-svg.svg"
      }
    });
  });

  test("has each by its name, in any case, and 404 for what there is not", async () => {
    expect(await lab.get("api/kernelspecs/Sample")).toMatchObject({name: "sample"});
    const answer = await lab.ask("api/kernelspecs/cobol");
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({message: "Kernel spec cobol not found"});
  });
});

describe("/kernelspecs/<name>/<file>", () => {
  test("gives logos with their type", async () => {
    const svg = await lab.ask("kernelspecs/sample/logo-svg.svg");
    expect([svg.status, svg.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(await svg.text()).toBe("<svg/>");
    const png = await lab.ask("kernelspecs/convnotes/logo-64x64.png");
    expect(png.headers.get("content-type")).toBe("image/png");
    expect((await png.arrayBuffer()).byteLength).toBeGreaterThan(100);
  });

  test.each([
    "sample/none.svg",
    "cobol/logo-svg.svg",
    "sample/..%2f..%2fsecret.txt",
    "sample/..%2fSample%2fkernel.json"
  ])("gives nothing for %s", async (path) => {
    expect((await lab.ask(`kernelspecs/${path}`)).status).toBe(404);
  });
});
