import {symlinkSync, writeFileSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {markdownToNotebook} from "../../../src/notebook/markdown.ts";
import {serializeNotebook} from "../../../src/notebook/notebook.ts";
import {needs} from "../../tools.ts";
import {folderWith, withEnvironment} from "../labFixture.ts";
import {type StartedServer, startServer} from "../startServer.ts";

const source =
  "# Pooling\n\n![pixel](pixel.png) ![secret](../secret.png)\n\n```typescript\n1 + 1;\n```\n";
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64"
);

async function serverWithNotebook(): Promise<StartedServer> {
  const server = await startServer();
  const write = (name: string, content: string | Buffer): void =>
    writeFileSync(path.join(server.rootDir, name), content);
  write("a b.ipynb", serializeNotebook(markdownToNotebook(source)));
  write("pixel.png", pixel);
  write("../secret.png", Buffer.concat([pixel, Buffer.from("secret")]));
  return server;
}

test("the formats are those that can be made here", async () => {
  withEnvironment({CONVNOTES_BROWSER: process.execPath});
  const {fetch} = await startServer();
  const formats = async (): Promise<unknown> => (await fetch("api/nbconvert")).json();
  expect(await formats()).toEqual({
    html: {output_mimetype: "text/html"},
    pdf: {output_mimetype: "application/pdf"},
    markdown: {output_mimetype: "text/markdown"},
    script: {output_mimetype: "text/x-typescript"}
  });
  withEnvironment({CONVNOTES_BROWSER: "/nowhere/browser"});
  expect(await formats()).not.toHaveProperty("pdf");
});

test("a notebook is a page with its pictures, in a sandbox, but none from outside the folder", async () => {
  const server = await serverWithNotebook();
  const answer = await server.fetch("nbconvert/html/a%20b.ipynb");
  expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(answer.headers.get("content-security-policy")).toContain("sandbox allow-scripts");
  expect(answer.headers.get("content-disposition")).toBe("inline; filename*=utf-8''a%20b.html");
  const html = await answer.text();
  expect(html).toContain(`data:image/png;base64,${pixel.toString("base64")}`);
  expect(html).not.toContain(Buffer.from("secret").toString("base64").slice(0, 6));
  expect(html).toContain("[picture: secret]");
});

test("a notebook is text, to be saved", async () => {
  const server = await serverWithNotebook();
  const markdown = await server.fetch("nbconvert/markdown/a%20b.ipynb?download=true");
  expect(markdown.headers.get("content-disposition")).toBe("attachment; filename*=utf-8''a%20b.md");
  expect(await markdown.text()).toContain("```typescript\n1 + 1;\n```");
  const script = await server.fetch("nbconvert/script/a%20b.ipynb");
  expect(await script.text()).toContain("1 + 1;");
});

test("a notebook is printed by the browser", async (context) => {
  needs(context, "chromium");
  const server = await serverWithNotebook();
  const answer = await server.fetch("nbconvert/pdf/a%20b.ipynb");
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  expect((await answer.text()).slice(0, 5)).toBe("%PDF-");
});

test("what is no notebook, or no format, or not to be shown, is refused", async () => {
  const server = await serverWithNotebook();
  const elsewhere = folderWith({"b.ipynb": serializeNotebook(markdownToNotebook(source))});
  symlinkSync(path.join(elsewhere, "b.ipynb"), path.join(server.rootDir, "link.ipynb"));
  writeFileSync(path.join(server.rootDir, "broken.ipynb"), "{");
  writeFileSync(path.join(server.rootDir, ".hidden.ipynb"), "{}");
  for (const [address, status] of [
    ["html/none.ipynb", 404],
    ["html/pixel.png", 400],
    ["html/broken.ipynb", 400],
    ["html/", 404],
    ["latex/a%20b.ipynb", 404],
    ["constructor/a%20b.ipynb", 404],
    ["html/..%2Fsecret.png", 404],
    ["html/link.ipynb", 403],
    ["html/.hidden.ipynb", 404]
  ] as const) {
    const answer = await server.fetch(`nbconvert/${address}`);
    expect([address, answer.status]).toEqual([address, status]);
  }
});
