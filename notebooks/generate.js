// Brings what is generated of the lectures up to date: from each NN-name.md its NN-name.ipynb, and
// README.md, which says where each row of course.md is computed. `npm run lectures`.
import {readdirSync, readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import * as prettier from "prettier";
import {courseIndex, courseRows} from "../dist/src/notebook/course.js";
import {markdownToNotebook} from "../dist/src/notebook/markdown.js";
import {serializeNotebook} from "../dist/src/notebook/notebook.js";

const folder = fileURLToPath(new URL(".", import.meta.url));
const read = (name) => readFileSync(folder + name, "utf8");

function write(name, text) {
  let old;
  try {
    old = read(name);
  } catch {
    // It is new.
  }
  if (old === text) return;
  writeFileSync(folder + name, text);
  console.log(`wrote notebooks/${name}`);
}

const lectures = readdirSync(folder)
  .filter((name) => /^\d\d-.*\.md$/.test(name))
  .sort()
  .map((file) => ({name: file.slice(0, -3), notebook: markdownToNotebook(read(file))}));

for (const {name, notebook} of lectures) write(`${name}.ipynb`, serializeNotebook(notebook));

const index = courseIndex(courseRows(read("course.md")), lectures);
const options = await prettier.resolveConfig(`${folder}README.md`);
write("README.md", await prettier.format(index, {...options, parser: "markdown"}));
