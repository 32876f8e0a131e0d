import type {Redis} from "ioredis";

/** The oldest server whose commands the queue uses without restrictions. */
const oldest = [6, 2];

/**
 * Connects to a Redis server, of which it is made sure that it is there and new enough. When it goes away
 * later, commands wait until it is back.
 *
 * @param url - `redis://[[USER]:PASSWORD@]HOST[:PORT][/DB]`, or `rediss://` with TLS
 * @throws RangeError if the URL is none of a Redis server
 * @throws Error if no server answers there, it does not let us in, or it is too old
 */
export async function connectRedis(url: string): Promise<Redis> {
  const place = placeOf(url);
  // Loaded only here: a sweep on one machine does without.
  const {Redis} = await import("ioredis");
  let isThere = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    // As the queue wants it: what is asked for waits for the server to come back.
    maxRetriesPerRequest: null,
    connectTimeout: 5000,
    retryStrategy: (times) => (isThere ? Math.min(times * 100, 1000) : null)
  });
  let reason: Error | undefined;
  redis.on("error", (error) => (reason = error));
  try {
    await redis.connect();
    const version = /redis_version:(\S+)/.exec(await redis.info("server"))?.[1] ?? "0";
    checkVersion(version, place);
    isThere = true;
    return redis;
  } catch (error) {
    redis.disconnect();
    throw explained(reason ?? (error as Error), place);
  }
}

function placeOf(url: string): string {
  const {protocol, host} = URL.canParse(url) ? new URL(url) : {protocol: "", host: ""};
  if (/^rediss?:$/.test(protocol) && host !== "") return host;
  // Without what may be a password.
  const shown = url.replace(/\/\/.*@/, "//…@");
  throw new RangeError(`redis: redis://[:PASSWORD@]HOST[:PORT] is expected, but got ${shown}`);
}

function checkVersion(version: string, place: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest[0]! || (major === oldest[0] && minor >= oldest[1]!)) return;
  throw new Error(
    `redis: version ${oldest.join(".")} or later is expected, but the server at ${place} is ${version}`
  );
}

/** In words of what to do about it. */
function explained(error: Error, place: string): Error {
  if (error.message.startsWith("redis: ")) return error;
  const isRefused = /WRONGPASS|NOAUTH|NOPERM|invalid password/.test(error.message);
  const what = isRefused
    ? `the server at ${place} does not let us in (${error.message}): is the password in the URL right?`
    : `no Redis server answers at ${place} (${error.message}): is it running, and is the address right?`;
  return new Error(`redis: a server that takes us is expected, but ${what}`, {cause: error});
}
