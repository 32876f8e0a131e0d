import {expect, test} from "vitest";
import {lineLog} from "../../../src/server/log.ts";
import {ask} from "../ask.ts";
import {startServer} from "../startServer.ts";

test("an answer of the interface runs nothing, is shown in no foreign frame and is not kept", async () => {
  const server = await startServer({baseUrl: "/x/"});
  for (const path of ["api/status", "nowhere", "lab/api/settings/none"]) {
    const {headers} = await server.fetch(path);
    const policy = headers.get("content-security-policy");
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("frame-ancestors 'self'");
    expect(policy, path).toContain("report-uri /x/api/security/csp-report");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

test("the login page runs no script and sends its form here alone", async () => {
  const {url} = await startServer();
  const {headers} = await ask(`${url}login`);
  const policy = String(headers["content-security-policy"]);
  expect(policy).toMatch(/default-src 'none'; style-src 'sha256-[\w+/]+=*';/);
  expect(policy).toContain("form-action 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
});

test("a refusal tells no path, no stack and no token", async () => {
  const server = await startServer();
  const badBody = {method: "PUT", body: "{", headers: {"content-type": "application/json"}};
  const answers = [
    await fetch(`${server.url}api/contents/a?token=${server.token}x`),
    await server.fetch("api/contents/missing.txt"),
    await server.fetch("api/config/x", badBody)
  ];
  for (const answer of answers) {
    const text = await answer.text();
    expect(answer.status).toBeGreaterThan(399);
    expect(text).not.toContain(server.folder);
    expect(text).not.toContain(server.token);
    expect(text).not.toMatch(/\bat .*\.(ts|js):\d+/);
  }
});

test("the browser's report of a forbidden act is logged, without its page's XSRF token", async () => {
  const lines: string[] = [];
  const server = await startServer({log: lineLog((line) => lines.push(line), "warn")});
  const {cookies} = await ask(`${server.url}lab?token=${server.token}`);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value.split(";")[0]}`).join("; ");
  const {status} = await ask(`${server.url}api/security/csp-report`, {
    method: "POST",
    headers: {cookie, "content-type": "application/csp-report"},
    body: '{"csp-report": {"blocked-uri": "http://evil.example/\u001b[31m"}}'
  });
  expect(status).toBe(204);
  expect(lines.join("")).toContain("http://evil.example/");
  expect(lines.join("")).not.toContain("\u001b");
});
