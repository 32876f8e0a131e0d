import {mkdtempSync, rmSync, statSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {ask, cookieHeader, logIn} from "../ask.ts";
import {startServer} from "../startServer.ts";

const own = {"sec-fetch-site": "same-origin"};

test("a request without a token is refused, in Jupyter's form", async () => {
  const {url} = await startServer();
  const answer = await ask(`${url}api/status`);
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.text)).toEqual({message: "Forbidden", reason: null});
});

test("the token opens in every place where Jupyter's clients put it", async () => {
  const {url, token} = await startServer();
  expect(token).toMatch(/^[0-9a-f]{48}$/);
  for (const headers of [
    {authorization: `token ${token}`},
    {authorization: `Bearer ${token}`}
  ] as Record<string, string>[]) {
    expect((await ask(`${url}api/status`, {headers})).status).toBe(200);
  }
  expect((await ask(`${url}api/status?token=${token}`)).status).toBe(200);
});

test("wrong tokens are refused: another, a part, more, empty, several, in another scheme", async () => {
  const {url, token} = await startServer();
  const wrong = ["0".repeat(48), token.slice(0, -1), `${token}0`, "", `${token},${token}`];
  for (const guess of wrong) {
    const headers = {authorization: `token ${guess}`};
    expect((await ask(`${url}api/status`, {headers})).status, guess).toBe(403);
  }
  const twice = await ask(`${url}api/status?token=x&token=${token}`);
  expect(twice.status).toBe(403);
  const basic = {authorization: `Basic ${Buffer.from(`a:${token}`).toString("base64")}`};
  expect((await ask(`${url}api/status`, {headers: basic})).status).toBe(403);
});

test("the version, the login page and the lab's files are all that a stranger gets", async () => {
  const {url} = await startServer();
  expect(JSON.parse((await ask(`${url}api`)).text)).toHaveProperty("version");
  expect((await ask(`${url}login`)).status).toBe(200);
  for (const address of [
    "api/me",
    "api/config/x",
    "api/contents",
    "api/nbconvert",
    "api/convnotes/course",
    "files/a.txt",
    "lab/api/settings",
    "lab/api/workspaces",
    "lab/api/licenses",
    "nowhere"
  ]) {
    expect((await ask(url + address)).status, address).toBe(403);
  }
});

test("a page leads a stranger to the login and back, without the token", async () => {
  const {url} = await startServer();
  const answer = await ask(`${url}lab/tree/a%20b.ipynb?reset&token=wrong`);
  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.location ?? "", url);
  expect(location.pathname).toBe("/login");
  expect(location.searchParams.get("next")).toBe("/lab/tree/a%20b.ipynb?reset");
});

test("what is left of the address leads to this server, with all that it asked for", async () => {
  const {url, token} = await startServer();
  for (const [asked, left] of [
    ["/lab?a=b?c&d=?", "/lab?a=b?c&d=?"],
    ["//elsewhere.invalid/lab", "/elsewhere.invalid/lab"],
    ["/\\elsewhere.invalid/lab", "/elsewhere.invalid/lab"]
  ] as const) {
    const path = `${asked}${asked.includes("?") ? "&" : "?"}token=${token}`;
    const {headers} = await ask(url, {path, headers: {accept: "text/html"}});
    expect(headers.location).toBe(left);
  }
});

test("a page opened with the token sets a cookie and takes the token out of the address", async () => {
  const {url, token} = await startServer();
  const answer = await ask(`${url}lab/tree/a.ipynb?token=${token}&reset`);
  expect(answer.status).toBe(302);
  expect(answer.headers.location).toBe("/lab/tree/a.ipynb?reset");
  expect(answer.text).not.toContain(token);
  const [name, value] = [...answer.cookies].find(([name]) => name !== "_xsrf") ?? [];
  expect(name).toBe(`convnotes-${new URL(url).host.replace(/\W/g, "-")}`);
  for (const attribute of ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"]) {
    expect(value?.split("; ")).toContain(attribute);
  }
  expect(decodeURIComponent(value ?? "")).not.toContain(token);
});

test("the cookie opens, and is of its base URL alone", async () => {
  const server = await startServer({baseUrl: "/a%40b/"});
  const {cookies} = await ask(`${server.url}lab?token=${server.token}`);
  expect(cookies.size).toBe(2);
  for (const value of cookies.values()) expect(value).toContain("Path=/a%40b/");
  const {cookie} = await logIn(server);
  const answer = await ask(`${server.url}api/status`, {headers: {cookie, ...own}});
  expect(answer.status).toBe(200);
});

test("a cookie that was changed, cut, unsigned or made for another port is none", async () => {
  const server = await startServer();
  const {cookie} = await logIn(server);
  const [pair = ""] = cookie.split("; ");
  const [name = "", value = ""] = pair.split("=");
  const text = decodeURIComponent(value);
  const forged = [
    `${name}=${encodeURIComponent(text.replace(/^\["./, '["Z'))}`,
    `${name}=${encodeURIComponent(text.slice(0, -2))}`,
    `${name}=${encodeURIComponent(text.split(".").slice(0, -1).join("."))}`,
    `${name}=`,
    `${name.replace(/\d+$/, "1")}=${value}`
  ];
  const status = async (cookie: string): Promise<number> =>
    (await ask(`${server.url}api/status`, {headers: {cookie, ...own}})).status;
  expect(await status(pair)).toBe(200);
  for (const cookie of forged) expect(await status(cookie), cookie).toBe(403);
});

test("a login outlives a new random token, and ends with another token or password chosen", async () => {
  const runtimeDir = mkdtempSync(path.join(tmpdir(), "convnotes-runtime-"));
  onTestFinished(() => rmSync(runtimeDir, {recursive: true}));
  const first = await startServer({runtimeDir});
  const {cookie} = await logIn(first);
  const [, value = ""] = /^[^=]+=([^;]+)/.exec(cookie) ?? [];
  const statusAt = async (options: object): Promise<number> => {
    const {url} = await startServer({runtimeDir, ...options});
    // The cookie's name has the port in it, which is another one now.
    const name = `convnotes-${new URL(url).host.replace(/\W/g, "-")}`;
    const headers = {cookie: `${name}=${value}`, ...own};
    return (await ask(`${url}api/status`, {headers})).status;
  };
  expect(await statusAt({})).toBe(200);
  expect(await statusAt({token: "chosen"})).toBe(403);
  expect(await statusAt({passwordHash: "scrypt:1:1:1:00:00"})).toBe(403);
  expect(statSync(path.join(runtimeDir, "convnotes_cookie_secret")).mode & 0o777).toBe(0o600);
});

test("logging out makes the browser forget", async () => {
  const server = await startServer();
  const {cookie} = await logIn(server);
  const answer = await ask(`${server.url}logout`, {headers: {cookie}});
  expect(answer.text).toContain("logged out");
  expect(cookieHeader(answer)).toMatch(/^convnotes-[\w-]+=$/);
  expect([...answer.cookies.values()][0]).toContain("Expires=Thu, 01 Jan 1970");
});

test("an empty token asks for nothing, and still keeps foreign pages out", async () => {
  const {url} = await startServer({token: ""});
  expect((await ask(`${url}api/status`)).status).toBe(200);
  const foreign = {origin: "http://evil.example", "sec-fetch-site": "cross-site"};
  expect((await ask(`${url}api/status`, {headers: foreign})).status).toBe(404);
  const image = {"sec-fetch-site": "cross-site"};
  expect((await ask(`${url}files/a.png`, {headers: image})).status).toBe(403);
  expect((await ask(`${url}api/shutdown`, {method: "POST"})).status).toBe(403);
});
