import type {FastifyInstance} from "fastify";
import {HttpError} from "../httpError.ts";

/** `/api/me`: who asks, and which of the permissions asked about they have (all: the server is theirs). */
export function identityRoutes(app: FastifyInstance): void {
  app.get<{Querystring: {permissions?: string}}>("/api/me", ({visitor, query}) => ({
    identity: {
      username: visitor?.username ?? "anonymous",
      name: "Anonymous",
      display_name: "Anonymous",
      initials: "A",
      avatar_url: null,
      color: null
    },
    permissions: permissionsOf(query.permissions)
  }));
}

/**
 * The permissions in a query: `{"contents": ["read", "write"]}`.
 *
 * @throws HttpError 400 if it is of another form
 */
function permissionsOf(text: string | undefined): Record<string, string[]> {
  if (text === undefined) return {};
  const expected = 'permissions is expected to be JSON as {"resource": ["action"]}';
  let asked: unknown;
  try {
    asked = JSON.parse(text);
  } catch {
    throw new HttpError(400, `${expected}, but is no JSON`);
  }
  const isMap = typeof asked === "object" && asked !== null && !Array.isArray(asked);
  if (!isMap || !Object.values(asked as object).every(isListOfStrings)) {
    throw new HttpError(400, `${expected}, but got ${text}`);
  }
  return asked as Record<string, string[]>;
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
