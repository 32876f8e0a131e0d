import {expect, test} from "vitest";
import {configPaths, runtimePath, userConfigPath} from "../../src/jupyter/configPaths.ts";

const home = "/home/ada";

test("the user's settings come first, then what is listed, the active environment's, the machine's", () => {
  const env = {JUPYTER_CONFIG_PATH: "/one:/two", VIRTUAL_ENV: "/venv"};
  expect(configPaths({platform: "linux", env, home})).toEqual([
    "/home/ada/.jupyter",
    "/one",
    "/two",
    "/venv/etc/jupyter",
    "/usr/local/etc/jupyter",
    "/etc/jupyter"
  ]);
  expect(userConfigPath({env: {JUPYTER_CONFIG_DIR: "/mine"}, home})).toBe("/mine");
});

test("Windows has its own places", () => {
  const env = {PROGRAMDATA: "C:\\ProgramData", APPDATA: "C:\\Users\\ada\\AppData\\Roaming"};
  const windows = {platform: "win32" as const, env, home: "C:\\Users\\ada"};
  expect(configPaths(windows)).toEqual(["C:\\Users\\ada\\.jupyter", "C:\\ProgramData\\jupyter"]);
  expect(runtimePath(windows)).toBe("C:\\Users\\ada\\AppData\\Roaming\\jupyter\\runtime");
});

test("what lives as long as a process is below the user's data, unless it is told where", () => {
  expect(runtimePath({platform: "linux", env: {}, home})).toBe(
    "/home/ada/.local/share/jupyter/runtime"
  );
  expect(runtimePath({env: {JUPYTER_RUNTIME_DIR: "/run/jupyter"}, home})).toBe("/run/jupyter");
});
