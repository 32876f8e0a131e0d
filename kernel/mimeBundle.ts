/** One value in several forms, by MIME type. */
export type MimeBundle = Record<string, unknown>;
