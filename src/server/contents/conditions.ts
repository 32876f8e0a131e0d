import {HttpError} from "../httpError.ts";
import {hashOfFile} from "./hash.ts";
import type {Place} from "./locate.ts";
import {toIsoTime} from "./model.ts";

/** Conditions of a save, as HTTP has them; the entity tag of a file is its hash. */
export interface Conditions {
  /** `If-Match`: the versions that may be replaced; `*` for any that is there. */
  ifMatch?: string | undefined;
  /** `If-None-Match`: `*` when nothing may be there. */
  ifNoneMatch?: string | undefined;
}

/**
 * That the file on the disk is the one that the client knows, so that what somebody else wrote
 * meanwhile is not lost. Between this look and the write nothing of this server's comes.
 *
 * @throws HttpError 412 with the `hash` and `last_modified` of what is there
 */
export async function checkConditions(
  path: string,
  {target, stats}: Place,
  {ifMatch, ifNoneMatch}: Conditions
): Promise<void> {
  if (ifMatch === undefined && ifNoneMatch === undefined) return;
  const hash = stats ? await hashOfFile(target) : null;
  const isKnown = ifMatch === undefined || hasTag(ifMatch, hash);
  const isFree = ifNoneMatch === undefined || !hasTag(ifNoneMatch, hash);
  if (isKnown && isFree) return;
  const what = hash === null ? "is no longer there" : "has changed on the disk";
  throw new HttpError(412, `${path} ${isKnown ? "is there already" : what}`, {
    reason: "conflict",
    details: {hash, last_modified: stats ? toIsoTime(stats.mtimeMs) : null}
  });
}

/** Whether a header such as `"a", "b"` or `*` names a version; weak tags name none. */
function hasTag(header: string, hash: string | null): boolean {
  if (hash === null) return false;
  const tags = header.split(",").map((tag) => tag.trim());
  return tags.includes("*") || tags.includes(`"${hash}"`);
}
