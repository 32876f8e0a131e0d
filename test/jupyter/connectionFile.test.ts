import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterAll, expect, test} from "vitest";
import {address, newConnection, readConnectionFile} from "../../src/jupyter/connectionFile.ts";

const folder = mkdtempSync(path.join(tmpdir(), "convnotes-connection-"));
const file = path.join(folder, "connection.json");
afterAll(() => rmSync(folder, {recursive: true}));

const ports = {shell: 1, control: 2, stdin: 3, iopub: 4, hb: 5};

test("a new connection can be written, read and listened to", () => {
  const connection = newConnection(ports);
  writeFileSync(file, JSON.stringify(connection));
  expect(readConnectionFile(file)).toEqual(connection);
  expect(address(connection, "hb")).toBe("tcp://127.0.0.1:5");
  expect(address({...connection, transport: "ipc", ip: "/tmp/k"}, "shell")).toBe("ipc:///tmp/k-1");
  expect(connection.key).toMatch(/^[0-9a-f]{64}$/);
  expect(newConnection(ports).key).not.toBe(connection.key);
});

test("readConnectionFile names the port that is missing", () => {
  const {iopub_port, ...rest} = newConnection(ports);
  expect(iopub_port).toBe(4);
  writeFileSync(file, JSON.stringify(rest));
  expect(() => readConnectionFile(file)).toThrow(
    `readConnectionFile: iopub_port is a whole number, but got undefined (${file})`
  );
  writeFileSync(file, "null");
  expect(() => readConnectionFile(file)).toThrow("readConnectionFile: expected a JSON object");
});
