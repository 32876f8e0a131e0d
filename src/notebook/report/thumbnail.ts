import {type Notebook, tagsOf} from "../notebook.ts";
import {dataUri} from "./images.ts";

/** A larger picture would make the page that lists all lectures slow, in letters of base64. */
const largest = 60_000;
/** A wider or taller one would show nothing at the size of a card. */
const longest = 2.2;

/**
 * A picture that stands for a notebook in a list: the PNG file of an output, of a cell tagged `thumbnail`
 * where there is one, else the one with most in it: that of most bytes.
 *
 * @returns a data URI; undefined where no output is a picture
 */
export function thumbnailOf({cells}: Notebook): string | undefined {
  const pictures = cells.flatMap((cell) =>
    cell.cell_type !== "code"
      ? []
      : cell.outputs.flatMap(({data}) => {
          const png = (data as Record<string, unknown> | undefined)?.["image/png"];
          if (typeof png !== "string" || png.length > largest || !isCompact(png)) return [];
          return [{png, isChosen: tagsOf(cell).includes("thumbnail")}];
        })
  );
  const [best] = pictures.toSorted(
    (a, b) => Number(b.isChosen) - Number(a.isChosen) || b.png.length - a.png.length
  );
  return best && dataUri("image/png", best.png);
}

/** Whether neither side is much longer than the other; a PNG file says its size at its beginning. */
function isCompact(png: string): boolean {
  const head = Buffer.from(png.slice(0, 40), "base64");
  const aspect = head.readUInt32BE(16) / head.readUInt32BE(20);
  return aspect < longest && aspect > 1 / longest;
}
