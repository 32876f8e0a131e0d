import {beforeAll, expect, test} from "vitest";
import {hashPassword} from "../../../src/server/security/password.ts";
import {ask, type Answer, cookieHeader} from "../ask.ts";
import {startServer} from "../startServer.ts";

let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword("correct horse");
});

/** Types a secret into the form, as a browser that has loaded it. */
async function type(url: string, password: string, query = ""): Promise<Answer> {
  const form = await ask(`${url}login${query}`);
  const xsrf = /name="_xsrf" value="(\w+)"/.exec(form.text)?.[1] ?? "";
  return ask(`${url}login${query}`, {
    method: "POST",
    headers: {
      cookie: cookieHeader(form),
      "content-type": "application/x-www-form-urlencoded",
      origin: new URL(url).origin
    },
    body: new URLSearchParams({_xsrf: xsrf, password}).toString()
  });
}

test("the password opens, by a cookie", async () => {
  const {url, token} = await startServer({passwordHash});
  expect(token).toBe("");
  const answer = await type(url, "correct horse", "?next=%2Flab%2Ftree%2Fa.ipynb%3Freset");
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe("/lab/tree/a.ipynb?reset");
  const headers = {cookie: cookieHeader(answer), "sec-fetch-site": "same-origin"};
  expect((await ask(`${url}api/status`, {headers})).status).toBe(200);
});

test("the form takes the token, where no password is set", async () => {
  const {url, token} = await startServer();
  expect((await type(url, token)).status).toBe(303);
  expect((await type(url, "0".repeat(48))).status).toBe(401);
});

test("a wrong password is told beside the field, and sets no cookie", async () => {
  const {url} = await startServer({passwordHash});
  const answer = await type(url, "wrong");
  expect(answer.status).toBe(401);
  expect(answer.text).toContain('role="alert" id="message">That is not the password.');
  expect(answer.text).toContain('aria-describedby="message hint"');
  expect([...answer.cookies.keys()].filter((name) => name !== "_xsrf")).toEqual([]);
  expect((await type(url, "")).text).toContain("Please type the password.");
});

test("after ten wrong passwords even the right one waits, and who is logged in notices nothing", async () => {
  const {url} = await startServer({passwordHash, token: "chosen"});
  const reader = cookieHeader(await type(url, "correct horse"));
  const statuses = await Promise.all(
    Array.from({length: 14}, async (_, i) => (await type(url, `guess ${i}`)).status)
  );
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  const right = await type(url, "correct horse");
  expect(right.status).toBe(429);
  expect(Number(right.headers["retry-after"])).toBeGreaterThan(0);
  expect(right.text).toContain("Too many wrong attempts");
  // Nor can the token be guessed meanwhile.
  const headers = {authorization: "token chosen"};
  expect((await ask(`${url}api/status`, {headers})).status).toBe(429);
  const own = {cookie: reader, "sec-fetch-site": "same-origin"};
  expect((await ask(`${url}api/status`, {headers: own})).status).toBe(200);
});

test("after ten wrong tokens the right one waits, too", async () => {
  const {url, token} = await startServer();
  for (let i = 0; i < 10; i++) {
    expect((await ask(`${url}api/status?token=guess${i}`)).status).toBe(403);
  }
  expect((await ask(`${url}api/status?token=guess`)).status).toBe(429);
  expect((await ask(`${url}api/status?token=${token}`)).status).toBe(429);
  // Who shows no token at all is a stranger, as ever.
  expect((await ask(`${url}api/status`)).status).toBe(403);
});

test("a foreign page cannot log its reader in", async () => {
  const {url, token} = await startServer();
  const {status} = await ask(`${url}login`, {
    method: "POST",
    headers: {
      origin: "http://evil.example",
      "content-type": "application/x-www-form-urlencoded",
      cookie: `_xsrf=${"0".repeat(48)}`
    },
    body: new URLSearchParams({password: token, _xsrf: "1".repeat(48)}).toString()
  });
  expect(status).toBe(403);
});

test("the login leads nowhere else, whatever its address says", async () => {
  const {url, token} = await startServer({baseUrl: "/x/"});
  for (const next of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/x/..//evil.example/",
    "javascript:alert(1)",
    "/elsewhere",
    "http://["
  ]) {
    const answer = await type(url, token, `?next=${encodeURIComponent(next)}`);
    expect(answer.headers.location, next).toBe("/x/lab");
  }
  const script = await ask(
    `${url}login?next=${encodeURIComponent('/x/"><script>alert(1)</script>')}`
  );
  expect(script.text).not.toContain("<script>");
});

test("who is logged in is led on", async () => {
  const {url, token} = await startServer();
  const answer = await ask(`${url}login?token=${token}&next=%2Flab%2Ftree`);
  expect([answer.status, answer.headers.location]).toEqual([302, "/lab/tree"]);
  const again = await ask(`${url}login`, {headers: {cookie: cookieHeader(answer)}});
  expect([again.status, again.headers.location]).toEqual([302, "/lab"]);
});

test("the form takes no more than a form has", async () => {
  const {url} = await startServer();
  expect((await type(url, "x".repeat(20_000))).status).toBe(413);
});
