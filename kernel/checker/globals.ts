/** What the runtime puts in the global scope of every cell, for the compiler. */
export const globals = `
/** Asks the reader for a line of text, in the front end. */
declare function prompt(message?: string, options?: {password?: boolean}): Promise<string>;
`;
