import type {Access} from "./access.ts";

/**
 * What the browser must mind about an answer. A resource may set its own policy over it, as `/files`
 * does to put a document in a sandbox.
 */
export function securityHeaders(access: Access, baseUrl: string): Record<string, string> {
  const report = `report-uri ${baseUrl}api/security/csp-report`;
  const frames = "frame-ancestors 'self'";
  const policy =
    access === "page" || access === "public"
      ? // What a trusted notebook shows may run scripts of its own, from anywhere, as in Jupyter; a
        // worker takes the policy of its file.
        [frames, "base-uri 'self'", "form-action 'self'", "object-src 'self' blob:", report]
      : [frames, "default-src 'none'", report];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store"
  };
}
