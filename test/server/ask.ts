import {type IncomingHttpHeaders, request} from "node:http";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The cookies that were set, by name, each with its attributes: `value; Path=/`. */
  cookies: Map<string, string>;
}

/** Asks with exactly these headers, `Host` and `Origin` included, which `fetch` would choose itself. */
export function ask(
  url: string,
  {
    method = "GET",
    headers = {},
    path,
    body
  }: {
    method?: string;
    headers?: Record<string, string>;
    /** Path and query as they are sent, which a URL would not let stand. */
    path?: string;
    body?: string | Buffer;
  } = {}
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      {method, headers, agent: false, ...(path && {path})},
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
            cookies: new Map(
              (response.headers["set-cookie"] ?? []).map((cookie) => {
                const [name = "", ...value] = cookie.split("=");
                return [name, value.join("=")];
              })
            )
          })
        );
      }
    );
    asking.on("error", reject);
    asking.end(body);
  });
}

/** The `Cookie` header of a browser that got an answer. */
export function cookieHeader({cookies}: Answer): string {
  return [...cookies].map(([name, value]) => `${name}=${value.split(";")[0]}`).join("; ");
}

/** A browser that has followed the address in the terminal: its cookies, and the XSRF token among them. */
export async function logIn({
  url,
  token
}: {
  url: string;
  token: string;
}): Promise<{cookie: string; xsrf: string}> {
  const answer = await ask(`${url}lab?token=${token}`);
  const cookie = cookieHeader(answer);
  return {cookie, xsrf: /_xsrf=(\w+)/.exec(cookie)?.[1] ?? ""};
}
