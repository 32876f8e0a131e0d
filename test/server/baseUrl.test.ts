import {expect, test} from "vitest";
import {belowBaseUrl, normalBaseUrl} from "../../src/server/baseUrl.ts";
import {ask} from "./ask.ts";
import {startServer} from "./startServer.ts";

test("a base URL has one form, however it is written", () => {
  for (const url of ["", "/", "//"]) expect(normalBaseUrl(url)).toBe("/");
  for (const url of ["a@b/c d", "/a%40b/c%20d/", "//a@b//c d"]) {
    expect(normalBaseUrl(url)).toBe("/a%40b/c%20d/");
  }
  expect(normalBaseUrl("100%")).toBe("/100%25/");
});

test("the base URL is taken off an address however it is encoded there", () => {
  expect(belowBaseUrl("/a%40b/api?x=/y", "/a%40b/")).toBe("/api?x=/y");
  expect(belowBaseUrl("/a@b/api/a%2Fb", "/a%40b/")).toBe("/api/a%2Fb");
  expect(belowBaseUrl("/a@b", "/a%40b/")).toBe("/");
  expect(belowBaseUrl("/a@bc/api", "/a%40b/")).toBe("/.outside");
  expect(belowBaseUrl("/api", "/a%40b/")).toBe("/.outside");
  expect(belowBaseUrl("/%zz/api", "/a%40b/")).toBe("/.outside");
  expect(belowBaseUrl("/api", "/")).toBe("/api");
});

test("everything is served below the base URL, and nothing beside it", async () => {
  const {url, token} = await startServer({baseUrl: "/a%40b/"});
  const {origin} = new URL(url);
  for (const base of ["/a%40b/", "/a@b/"]) {
    expect((await ask(`${origin}${base}api/status?token=${token}`)).status).toBe(200);
  }
  expect((await ask(`${origin}/api?token=${token}`)).status).toBe(404);
  const start = await ask(`${origin}/?token=${token}`);
  expect(start.headers.location).toBe("/");
  const {headers} = await ask(`${url}?token=${token}`);
  expect(headers.location).toBe("/a%40b/");
  const page = await ask(`${origin}/a@b/tree/x.ipynb`, {
    headers: {authorization: `token ${token}`}
  });
  expect(page.headers.location).toBe("/a%40b/lab/tree/x.ipynb");
});
