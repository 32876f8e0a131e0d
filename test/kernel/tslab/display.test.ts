import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, test} from "vitest";
import type {Message} from "../../../src/jupyter/message.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

// What tslab's README and its advanced topics show, over the protocol.
// https://github.com/yunabe/tslab/blob/master/docs/advanced.md

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel({args: ["--tslab"]});
});
afterAll(() => kernel.stop());

async function shown(code: string): Promise<Message[]> {
  const {reply, published} = await kernel.client.execute(code);
  expect(reply.content.status, JSON.stringify(reply.content)).toBe("ok");
  return published.filter(({header}) => /display_data$/.test(header.msg_type));
}

test("the cell of the advanced topics shows HTML", async () => {
  const [html] = await shown(
    'import * as tslab from "tslab";\ntslab.display.html("Hello <b>tslab!</b>");'
  );
  expect(html?.content.data).toEqual({"text/html": "Hello <b>tslab!</b>"});
});

test("each form of display has its MIME type, bytes as base64", async () => {
  const texts = ["javascript", "html", "markdown", "latex", "svg", "text"];
  const images = ["png", "jpeg", "gif", "pdf"];
  const messages = await shown(
    texts.map((form) => `tslab.display.${form}("${form}");`).join("") +
      images.map((form) => `tslab.display.${form}(new Uint8Array([1, 2, 3]));`).join("") +
      'tslab.display.raw("application/x-own", "raw")'
  );
  expect(messages.map(({content}) => Object.entries(content.data as object)[0])).toEqual([
    ["text/javascript", "javascript"],
    ["text/html", "html"],
    ["text/markdown", "markdown"],
    ["text/latex", "latex"],
    ["image/svg+xml", "svg"],
    ["text/plain", "text"],
    ["image/png", "AQID"],
    ["image/jpeg", "AQID"],
    ["image/gif", "AQID"],
    ["application/pdf", "AQID"],
    ["application/x-own", "raw"]
  ]);
});

test("a new display is shown once and replaced from later cells, each on its own", async () => {
  const [one, two] = await shown(
    'const one = tslab.newDisplay(), two = tslab.newDisplay(); one.text("1"); two.text("2")'
  );
  const idOf = (message?: Message): unknown =>
    (message?.content.transient as {display_id?: string} | undefined)?.display_id;
  expect(idOf(one)).not.toBe(idOf(two));
  const [update] = await shown('one.text("one")');
  expect(update?.header.msg_type).toBe("update_display_data");
  expect(update?.content.data).toEqual({"text/plain": "one"});
  expect(idOf(update)).toBe(idOf(one));
});

test("what display is given is checked", async () => {
  const {reply} = await kernel.client.execute("tslab.display.png(12)");
  expect(reply.content.evalue).toMatch(/TS2345/);
});

test("versions names tslab's, the compiler's and Node's", async () => {
  const {published} = await kernel.client.execute("Object.keys(tslab.versions).sort().join()");
  const result = published.find(({header}) => header.msg_type === "execute_result");
  expect(JSON.stringify(result?.content.data)).toContain("node,tslab,typescript");
});

test("it is installed for Jupyter under tslab's name with one command", () => {
  const prefix = mkdtempSync(path.join(tmpdir(), "convnotes-tslab-"));
  const cli = fileURLToPath(new URL("../../../dist/src/cli/main.js", import.meta.url));
  const install = ["kernel", "install", "--name", "tslab", "--prefix", prefix];
  execFileSync(process.execPath, [cli, ...install], {stdio: "ignore"});
  const file = path.join(prefix, "share/jupyter/kernels/tslab/kernel.json");
  const spec = JSON.parse(readFileSync(file, "utf8")) as {argv: string[]; language: string};
  expect(spec.argv).toContain("--tslab");
  expect(spec.language).toBe("typescript");
  rmSync(prefix, {recursive: true});
});
