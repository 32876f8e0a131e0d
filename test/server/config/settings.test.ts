import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {settingsInEnvironment, settingsInFile} from "../../../src/server/config/settings.ts";

function fileWith(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-settings-"));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const file = path.join(folder, "convnotes_config.json");
  writeFileSync(file, text);
  return file;
}

test("a file's settings have the names of the configuration; a folder in it is meant from there", () => {
  const file = fileWith('{"port": 9999, "openBrowser": false, "notebookDir": "mine"}');
  const notebookDir = path.join(path.dirname(file), "mine");
  expect(settingsInFile(file)).toEqual({port: 9999, openBrowser: false, notebookDir});
  expect(settingsInFile(`${file}.none`)).toEqual({});
});

test("a file with a fault is told, with the place", () => {
  const fault = (text: string): string => {
    try {
      settingsInFile(fileWith(text));
    } catch (error) {
      return (error as Error).message.replace(/^.*convnotes_config/, "convnotes_config");
    }
    return "";
  };
  expect(fault('{"prot": 1}')).toMatch(/^convnotes_config.json: settings are ip, .* but got prot$/);
  expect(fault('{"port": "1"}')).toBe('convnotes_config.json: port is a number, but got "1"');
  expect(fault("[]")).toBe("convnotes_config.json: expected an object, but got []");
  expect(fault("{")).toMatch(/^convnotes_config.json: expected JSON, but /);
});

test("the environment has our names, and Jupyter's below them", () => {
  expect(
    settingsInEnvironment({
      CONVNOTES_BASE_URL: "/x/",
      CONVNOTES_TERMINALS: "no",
      JUPYTER_PORT: "1",
      CONVNOTES_PORT: "2",
      JUPYTER_TOKEN: "secret"
    })
  ).toEqual({baseUrl: "/x/", terminals: false, port: 2, token: "secret"});
  const JUPYTER_TOKEN_FILE = fileWith("from a file\n");
  expect(settingsInEnvironment({JUPYTER_TOKEN_FILE})).toEqual({token: "from a file"});
  expect(() => settingsInEnvironment({CONVNOTES_PORT: "x"})).toThrow(
    'CONVNOTES_PORT: expected a number, but got "x"'
  );
  expect(() => settingsInEnvironment({CONVNOTES_TERMINALS: "maybe"})).toThrow(
    'CONVNOTES_TERMINALS: expected a boolean, but got "maybe"'
  );
});
