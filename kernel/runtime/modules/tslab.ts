import {randomBytes} from "node:crypto";
import {createRequire} from "node:module";
import type {Display} from "tslab";
import type {MimeBundle} from "../../mimeBundle.ts";
import type {Namespace} from "./namespace.ts";

type Show = (data: MimeBundle, displayId?: string) => void;

const forms = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  text: "text/plain"
};

/** The module that notebooks import as `tslab`: that package's interface, shown by this kernel. */
export function tslabNamespace(
  display: Show,
  update: (data: MimeBundle, id: string) => void
): Namespace {
  return {
    display: displayOf(display),
    newDisplay: (): Display => {
      const id = randomBytes(8).toString("hex");
      let isShown = false;
      return displayOf((data) => {
        if (isShown) update(data, id);
        else display(data, id);
        isShown = true;
      });
    },
    get versions() {
      return {
        tslab: versionOf("tslab"),
        typescript: versionOf("typescript7"),
        node: process.version
      };
    }
  };
}

function displayOf(show: Show): Display {
  const raw = (type: string, content: string | Uint8Array): void => {
    show({[type]: typeof content === "string" ? content : Buffer.from(content).toString("base64")});
  };
  const methods = Object.entries(forms).map(([name, type]) => [
    name,
    (content: string | Uint8Array) => raw(type, content)
  ]);
  return {...(Object.fromEntries(methods) as Omit<Display, "raw">), raw};
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as {version: string}).version;
}
