import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {onTestFinished} from "vitest";

/** Writes files, by their paths, into a folder of the test's own. */
export function folderWith(files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-files-"));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), {recursive: true});
    writeFileSync(file, content);
  }
  return folder;
}

const themeSchema = {
  title: "Theme",
  type: "object",
  additionalProperties: false,
  properties: {
    theme: {type: "string", default: "light"},
    "theme-scrollbars": {type: "boolean", default: false}
  }
};

/** The files of a built front end, as few as the server needs: a page, a script, a plugin's settings, a theme. */
export function labFixture(): string {
  return folderWith({
    "index.html":
      '<!doctype html><script src="{{STATIC_URL}}/main.0123abcd.js"></script>' +
      '<script id="jupyter-config-data" type="application/json">{{PAGE_CONFIG}}</script>',
    "static/main.0123abcd.js": "console.log('the lab');",
    "static/main.0123abcd.js.br": "compressed",
    "schemas/@jupyterlab/apputils-extension/themes.json": JSON.stringify(themeSchema),
    "schemas/@jupyterlab/apputils-extension/package.json.orig": '{"version": "4.6.4"}',
    "schemas/@convnotes/lab/plotly.json": '{"type": "object", "properties": {}}',
    "themes/@jupyterlab/theme-light-extension/index.css": ":root { color: black; }"
  });
}

/** Sets environment variables until the test is over. */
export function withEnvironment(variables: Record<string, string>): void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}
