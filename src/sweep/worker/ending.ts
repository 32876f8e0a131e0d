/** How the process of a trial ended, in words that follow "its process". */
export function endingOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  lastWords: string
): string {
  // V8 says so before it aborts; so does an allocation of native code that nobody catches.
  if (/out of memory|std::bad_alloc/.test(lastWords)) {
    const heap = /heap out of memory/.test(lastWords);
    return (
      "ran out of memory" +
      (heap ? ": V8's heap is full (NODE_OPTIONS=--max-old-space-size=MIB gives it more)" : "")
    );
  }
  if (signal === "SIGKILL") {
    return "was ended by SIGKILL, as by hand or by a system that is short of memory";
  }
  return signal ? `was ended by ${signal}` : `ended with code ${code}`;
}
