/** What the runtime puts in the global scope of every cell (see runtime/input.ts), for the compiler. */
export const globals = `
/** Asks the reader for a line of text, and waits for it. */
declare function prompt(message?: string, defaultOrOptions?: string | {password?: boolean}): string;
/** Asks the reader for yes or no, and waits for the answer. */
declare function confirm(message?: string): boolean;
/** Shows the reader a message, and waits until it was read. */
declare function alert(message?: string): void;
`;
