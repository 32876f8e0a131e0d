import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {openNotary} from "../../../src/server/trust/notary.ts";
import {readSecret} from "../../../src/server/trust/secret.ts";
import {openSignatureStore} from "../../../src/server/trust/signatureStore.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-trust-"));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

const signature = (number: number): string => number.toString(16).padStart(64, "0");
const bytes = Buffer.from("a notebook");

test("what was signed is known, also to another server and after a restart, and nothing else is", async () => {
  const folder = temporaryFolder();
  const notary = openNotary(folder);
  expect(await notary.isSigned(bytes)).toBe(false);
  await notary.sign(bytes);
  expect(await notary.isSigned(bytes)).toBe(true);
  expect(await notary.isSigned(Buffer.from("a notebooK"))).toBe(false);
  expect(await openNotary(folder).isSigned(bytes)).toBe(true);
});

test("a signature made with another machine's key says nothing here", async () => {
  const [mine, theirs] = [temporaryFolder(), temporaryFolder()];
  await openNotary(theirs).sign(bytes);
  await openNotary(mine).sign(Buffer.from("mine"));
  const file = (folder: string): string => path.join(folder, "convnotes/trust/signatures");
  writeFileSync(file(mine), readFileSync(file(theirs)));
  expect(await openNotary(mine).isSigned(bytes)).toBe(false);
});

test("the key is the user's alone, even where it was not", async () => {
  const folder = temporaryFolder();
  await openNotary(folder).sign(bytes);
  const secret = path.join(folder, "convnotes/trust/secret");
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(secret)).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(folder, "convnotes/trust/signatures")).mode & 0o777).toBe(0o600);
  chmodSync(secret, 0o644);
  expect(await openNotary(folder).isSigned(bytes)).toBe(true);
  expect(statSync(secret).mode & 0o777).toBe(0o600);
});

test("servers that start at once have one key; one that is cut off is refused", async () => {
  const file = path.join(temporaryFolder(), "secret");
  const first = await readSecret(file);
  expect(first).toHaveLength(64);
  expect(await Promise.all([readSecret(file), readSecret(file)])).toEqual([first, first]);
  writeFileSync(file, "short");
  await expect(readSecret(file)).rejects.toThrow(
    `readSecret: a key has at least 32 bytes, but ${file} has 5`
  );
});

test("two stores of one file know what the other adds", async () => {
  const file = path.join(temporaryFolder(), "signatures");
  const [one, two] = [openSignatureStore(file), openSignatureStore(file)];
  for (let number = 0; number < 20; number++) await (number % 2 ? one : two).add(signature(number));
  for (let number = 0; number < 20; number++) {
    expect(await (number % 2 ? two : one).has(signature(number))).toBe(true);
  }
  expect(await one.has(signature(20))).toBe(false);
});

test("beyond its capacity the store forgets the oldest quarter, and not what was asked for since", async () => {
  const file = path.join(temporaryFolder(), "signatures");
  const store = openSignatureStore(file, {capacity: 100});
  for (let number = 0; number < 99; number++) await store.add(signature(number));
  expect(await store.has(signature(0))).toBe(true);
  await store.add(signature(99));
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(75);
  const known = await Promise.all(
    [0, 1, 25, 26, 27, 99].map((number) => store.has(signature(number)))
  );
  expect(known).toEqual([true, false, false, true, true, true]);
  // Asked for or added again and again, the file stays within its bounds.
  for (let round = 0; round < 500; round++) await store.add(signature(round % 3));
  expect(readFileSync(file, "utf8").split("\n").length).toBeLessThanOrEqual(101);
});

test("a store that is damaged knows what is whole in it", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "trust", "signatures");
  mkdirSync(path.dirname(file));
  writeFileSync(file, `${signature(1)}\n${signature(2).slice(0, 20)}\n\0\0\n${signature(3)}\n`);
  const store = openSignatureStore(file);
  expect(await store.has(signature(1))).toBe(true);
  expect(await store.has(signature(2))).toBe(false);
  await store.add(signature(2));
  expect(await openSignatureStore(file).has(signature(2))).toBe(true);
});
