import {expect, test} from "vitest";
import {dataPaths, userDataPath} from "../../src/jupyter/dataPaths.ts";

test("userDataPath is where Jupyter has it on each platform", () => {
  const home = "/home/ada";
  expect(userDataPath({platform: "linux", env: {}, home})).toBe("/home/ada/.local/share/jupyter");
  expect(userDataPath({platform: "linux", env: {XDG_DATA_HOME: "/xdg"}, home})).toBe(
    "/xdg/jupyter"
  );
  expect(userDataPath({platform: "darwin", env: {XDG_DATA_HOME: "/xdg"}, home})).toBe(
    "/home/ada/Library/Jupyter"
  );
  const windows = {platform: "win32", home: "C:\\Users\\ada"} as const;
  expect(userDataPath({...windows, env: {APPDATA: "C:\\Data"}})).toBe("C:\\Data\\jupyter");
  expect(userDataPath({...windows, env: {}})).toBe("C:\\Users\\ada\\AppData\\Roaming\\jupyter");
  for (const platform of ["linux", "darwin", "win32"] as const) {
    expect(userDataPath({platform, env: {JUPYTER_DATA_DIR: "/data"}, home})).toBe("/data");
  }
});

test("dataPaths goes from what was asked for to what all users share", () => {
  const env = {JUPYTER_PATH: "/a:/b", VIRTUAL_ENV: "/venv"};
  const machine = {platform: "linux", env, home: "/home/ada"} as const;
  expect(dataPaths(machine)).toEqual([
    "/a",
    "/b",
    "/venv/share/jupyter",
    "/home/ada/.local/share/jupyter",
    "/usr/local/share/jupyter",
    "/usr/share/jupyter"
  ]);
  const own = dataPaths({...machine, env: {...env, JUPYTER_PREFER_ENV_PATH: "0"}});
  expect(own.slice(2, 4)).toEqual(["/home/ada/.local/share/jupyter", "/venv/share/jupyter"]);
});

test("dataPaths speaks of Windows in its own words", () => {
  const env = {JUPYTER_PATH: "D:\\a;D:\\b", APPDATA: "C:\\Data", PROGRAMDATA: "C:\\ProgramData"};
  expect(dataPaths({platform: "win32", env, home: "C:\\Users\\ada"})).toEqual([
    "D:\\a",
    "D:\\b",
    "C:\\Data\\jupyter",
    "C:\\ProgramData\\jupyter"
  ]);
});
