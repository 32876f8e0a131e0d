import {readFileSync} from "node:fs";
import {shipped} from "../datasets/shipped.ts";

/** One of the things that ImageNet's challenge asks for. */
export interface ImagenetClass {
  /** Its synset in WordNet 3.0: `n` for a noun, and its place in the file of nouns. */
  readonly wnid: string;
  /** The first word of the synset as Keras writes it, `_` for a space; two cranes and two maillots share theirs. */
  readonly name: string;
}

let classes: readonly ImagenetClass[] | undefined;

/**
 * The 1,000 classes of ImageNet's challenge in the order in which networks answer, which is that of
 * their WordNet ids.
 *
 * @see Russakovsky et al. (2015), ImageNet large scale visual recognition challenge
 * @see Miller (1995), WordNet: a lexical database for English
 *
 * @example
 * ```ts
 * imagenetClasses()[285]; // {wnid: "n02124075", name: "Egyptian_cat"}
 * ```
 */
export function imagenetClasses(): readonly ImagenetClass[] {
  classes ??= readFileSync(shipped("imagenet/classes.txt"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [wnid, name] = line.split(" ");
      return Object.freeze({wnid, name});
    });
  return classes;
}
