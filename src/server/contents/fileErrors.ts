import {HttpError} from "../httpError.ts";
import {noSuchPath} from "./apiPath.ts";

/** The code of a system error, `""` for any other. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}

/**
 * The answer to what a file system refuses, in the words of the API: with the path that was asked for,
 * never with the place on this machine.
 *
 * @param path - API path
 */
export function toHttpError(error: unknown, path: string): HttpError {
  if (error instanceof HttpError) return error;
  const answer = (status: number, message: string): HttpError =>
    new HttpError(status, message, {cause: error});
  switch (codeOf(error)) {
    case "EACCES":
    case "EPERM":
      return answer(403, `Permission denied: ${path}`);
    case "EROFS":
      return answer(403, `Permission denied: ${path} is on a file system that is read-only`);
    case "ENOENT":
      return noSuchPath(path);
    case "ENOTDIR":
      return answer(404, `No such directory: ${path}`);
    case "EISDIR":
      return answer(400, `${path} is a directory, not a file`);
    case "EEXIST":
    case "ENOTEMPTY":
      return answer(409, `File already exists: ${path}`);
    case "ENAMETOOLONG":
    case "EILSEQ":
    case "EINVAL":
      return answer(400, `${path} cannot be a name here`);
    case "ELOOP":
      return answer(400, `${path} is a link that leads in a circle`);
    case "ENOSPC":
    case "EDQUOT":
      return answer(507, `No space left on the disk: ${path} is as it was before`);
    case "EFBIG":
      return answer(507, `${path} would be larger than the file system takes`);
    case "EMFILE":
    case "ENFILE":
      return answer(503, `Too many files are open: ${path} was left alone`);
    default: {
      const code = codeOf(error);
      return answer(500, `Unexpected error with ${path}${code && `: ${code}`}`);
    }
  }
}
