import {isIP} from "node:net";
import type {ServerConfig} from "../config/serverConfig.ts";
import {HttpError} from "../httpError.ts";

/**
 * Refuses a request that was not meant for this server: a name of a stranger's that leads to the
 * loopback (DNS rebinding) would make our pages and that stranger's the same origin.
 *
 * @throws HttpError 403 if the name is not the loopback's, unless other names are allowed
 */
export function checkHost(host: string | undefined, {allowRemoteAccess}: ServerConfig): void {
  if (allowRemoteAccess || isLoopback(hostnameOf(host ?? ""))) return;
  throw new HttpError(
    403,
    `Blocking request with non-local 'Host' ${host ?? ""}. If the server should be accessible at that name, set allowRemoteAccess.`
  );
}

/** Whether only this machine reaches an address or a name. */
export function isLoopback(hostname: string): boolean {
  if (isIP(hostname) === 4) return hostname.startsWith("127.");
  if (isIP(hostname) === 6) {
    return /^(0{0,4}:)+0{0,3}1$/.test(hostname) || /^::ffff:127\./i.test(hostname);
  }
  return hostname.toLowerCase() === "localhost";
}

/** The name in a Host header: without port and brackets. */
function hostnameOf(host: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host) ?? [];
  return bracketed ?? plain ?? "";
}
