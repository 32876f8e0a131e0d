/**
 * Why the file system refused something, in its words, without its call and without names of our own
 * temporary files: `ENOSPC: no space left on device`.
 */
export function fileReason({message}: Error): string {
  return message.replace(/, \w+( '.*')?( -> '.*')?$/s, "");
}
