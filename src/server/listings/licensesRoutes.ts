import {readdir, readFile} from "node:fs/promises";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";

interface LockedPackage {
  version?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
}

/** What JupyterLab's "Licenses" shows of a package. */
interface PackageLicense {
  name: string;
  versionInfo: string;
  licenseId: string;
  extractedText: string;
}

/** `/lab/api/licenses`: the licences of the packages that the lab and the server are made of. */
export function licensesRoutes(app: FastifyInstance, {lockFile}: ServerContext): void {
  app.get<{Querystring: {full_text?: string}}>("/lab/api/licenses", async ({query}) => {
    const withText = query.full_text !== "false";
    const packages = lockFile === undefined ? [] : await licensesIn(lockFile, withText);
    return {bundles: {convnotes: {packages}}};
  });
}

async function licensesIn(lockFile: string, withText: boolean): Promise<PackageLicense[]> {
  const {packages} = JSON.parse(await readFile(lockFile, "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const used = Object.entries(packages).filter(
    ([place, {dev, link, license}]) => place.includes("node_modules/") && !dev && !link && license
  );
  return Promise.all(
    used.map(async ([place, {version = "", license = ""}]) => ({
      name: place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length),
      versionInfo: version,
      licenseId: license,
      extractedText: withText ? await licenseText(path.join(path.dirname(lockFile), place)) : ""
    }))
  );
}

/** The text of a package's licence; empty when it is not installed here, or has none. */
async function licenseText(folder: string): Promise<string> {
  try {
    const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    return file === undefined ? "" : await readFile(path.join(folder, file), "utf8");
  } catch {
    return "";
  }
}
