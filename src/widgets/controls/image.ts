import {Control, plain} from "../control.ts";
import type {CommonOptions} from "../make.ts";

/**
 * A picture that code changes.
 *
 * @example
 * ```ts
 * const picture = image({value: png, width: "280"}); // bytes of a file
 * picture.value = otherPng;
 * ```
 */
export function image(
  options: CommonOptions & {
    /** The bytes of an image file. */
    value?: Uint8Array;
    /** Defaults to `"png"`. */
    format?: string;
    /** In pixels. */
    width?: string;
    /** In pixels. */
    height?: string;
  } = {}
): Control<Uint8Array> {
  return new Control("Image", options, {...plain(), read: (bytes) => bytes as Uint8Array});
}
