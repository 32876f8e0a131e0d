import {expect, test} from "vitest";
import {FailureLimit} from "../../../src/server/security/failureLimit.ts";
import {
  checkPassword,
  hashPassword,
  isPasswordHash
} from "../../../src/server/security/password.ts";

test("a password is known by its hash, which is another each time", async () => {
  const [hash, again] = await Promise.all([hashPassword("pass wörd"), hashPassword("pass wörd")]);
  expect(hash).not.toBe(again);
  expect(isPasswordHash(hash)).toBe(true);
  expect(await checkPassword("pass wörd", hash)).toBe(true);
  // The same letter, as two characters.
  expect(await checkPassword("pass wo\u0308rd", hash)).toBe(true);
  for (const wrong of ["pass word", "", "pass wörd ", hash]) {
    expect(await checkPassword(wrong, hash)).toBe(false);
  }
});

test("what is no hash opens nothing", async () => {
  for (const text of ["", "scrypt:", "scrypt:1:8:1::", "plain", "sha1:salt:hash"]) {
    expect(await checkPassword("", text)).toBe(false);
    expect(isPasswordHash(text)).toBe(false);
  }
});

test("failures are counted by address, within a window, and forgiven", () => {
  let time = 0;
  const limit = new FailureLimit({max: 2, window: 1000, now: () => time});
  limit.fail("a");
  expect(limit.wait("a")).toBe(0);
  limit.fail("a");
  expect([limit.wait("a"), limit.wait("b")]).toEqual([1, 0]);
  time = 1000;
  expect(limit.wait("a")).toBe(0);
  limit.fail("a");
  limit.fail("a");
  limit.forgive("a");
  expect(limit.wait("a")).toBe(0);
});
