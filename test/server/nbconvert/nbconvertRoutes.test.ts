import {symlinkSync, truncateSync, writeFileSync} from "node:fs";
import path from "node:path";
import {unzipSync} from "fflate";
import {expect, test} from "vitest";
import {formatOf, parseFormat} from "../../../src/notebook/formats.ts";
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
  const notebook = markdownToNotebook(source);
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") {
      cell.outputs = [{output_type: "stream", name: "stdout", text: "the sum is 2\n"}];
    }
  }
  write("a b.ipynb", serializeNotebook(notebook));
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
    script: {output_mimetype: "text/x-typescript"},
    "markdown-source": {output_mimetype: "text/markdown"},
    "typescript-source": {output_mimetype: "text/x-typescript"}
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

test("a notebook with pictures is Markdown and its pictures in one ZIP file, to be saved", async () => {
  withEnvironment({CONVNOTES_BROWSER: "/nowhere/browser"});
  const server = await serverWithNotebook();
  const answer = await server.fetch("nbconvert/markdown/a%20b.ipynb?download=true");
  expect(answer.headers.get("content-type")).toBe("application/zip");
  expect(answer.headers.get("content-disposition")).toBe(
    "attachment; filename*=utf-8''a%20b.report.zip"
  );
  const {"a b.report.md": text = new Uint8Array(), ...pictures} = unzipSync(
    new Uint8Array(await answer.arrayBuffer())
  );
  const [[place = "", picture = new Uint8Array()] = []] = Object.entries(pictures);
  expect(Buffer.from(picture).equals(pixel)).toBe(true);
  const markdown = Buffer.from(text).toString();
  expect(markdown).toContain("```typescript\n1 + 1;\n```");
  expect(markdown).toContain("the sum is 2");
  expect(markdown).toContain(place.split("/").map(encodeURIComponent).join("/"));
  expect(Object.keys(pictures).join()).not.toContain("secret");
});

test("one without pictures is Markdown alone, and a TypeScript program", async () => {
  const server = await startServer();
  const notebook = markdownToNotebook("# Sums\n\n```typescript\n1 + 1;\n```\n");
  writeFileSync(path.join(server.rootDir, "sums.ipynb"), serializeNotebook(notebook));
  const markdown = await server.fetch("nbconvert/markdown/sums.ipynb?download=true");
  expect(markdown.headers.get("content-disposition")).toBe(
    "attachment; filename*=utf-8''sums.report.md"
  );
  expect(await markdown.text()).toContain("```typescript\n1 + 1;\n```");
  const script = await server.fetch("nbconvert/script/sums.ipynb");
  expect(script.headers.get("content-disposition")).toBe("inline; filename*=utf-8''sums.report.ts");
  expect(await script.text()).toContain("// sums, as a program.");
});

test.each(["show", "fold", "hide"])("a report with the code of its cells: %s", async (code) => {
  const server = await serverWithNotebook();
  const page = await (await server.fetch(`nbconvert/html/a%20b.ipynb?code=${code}`)).text();
  const body = page.slice(page.indexOf("<body>"), page.indexOf('id="notebook"'));
  expect(body.includes('<pre class="code')).toBe(code !== "hide");
  expect(body.includes('<details class="fold')).toBe(code === "fold");
  expect(body).toContain("the sum is 2");
});

test.each([
  ["markdown-source", "a%20b.md"],
  ["typescript-source", "a%20b.ts"]
])("%s is what the notebook was written as, and becomes it again", async (format, name) => {
  const server = await serverWithNotebook();
  const answer = await server.fetch(`nbconvert/${format}/a%20b.ipynb?download=true`);
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename*=utf-8''${name}`);
  const again = parseFormat(await answer.text(), formatOf(name));
  expect(again.cells.map(({cell_type, source: text}) => [cell_type, text])).toEqual(
    markdownToNotebook(source).cells.map(({cell_type, source: text}) => [cell_type, text])
  );
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
    ["html/a%20b.ipynb?code=some", 400],
    ["html/link.ipynb", 403],
    ["html/.hidden.ipynb", 404]
  ] as const) {
    const answer = await server.fetch(`nbconvert/${address}`);
    expect([address, answer.status]).toEqual([address, status]);
  }
});

test("a notebook that is too large is refused in the words of the contents", async () => {
  const server = await serverWithNotebook();
  writeFileSync(path.join(server.rootDir, "large.ipynb"), "");
  truncateSync(path.join(server.rootDir, "large.ipynb"), 3 * 2 ** 30);
  for (const url of ["nbconvert/html/large.ipynb", "api/contents/large.ipynb"]) {
    const answer = await server.fetch(url);
    expect([answer.status, await answer.json()]).toMatchObject([400, {reason: "too large"}]);
  }
});
