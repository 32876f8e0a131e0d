import {createHash} from "node:crypto";
import {type Notebook, tagsOf} from "../notebook.ts";

/** SHA-256 of a notebook's cells, whatever parameters they are given, in hexadecimal digits. */
export function sourceHash({cells}: Notebook): string {
  const own = cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  const sources = own.map(({cell_type, source}) => [cell_type, source]);
  return createHash("sha256").update(JSON.stringify(sources)).digest("hex");
}
