import type {FastifyInstance, FastifyRequest} from "fastify";
import {objectIn} from "../contents/jsonBody.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {ConfigSections, type Json} from "./configSections.ts";

interface Section {
  Params: {section: string};
}

/** `/api/config/<section>`: settings that front ends keep at the server, in Jupyter's own files. */
export function configRoutes(app: FastifyInstance, {configDir}: ServerContext): void {
  const sections = new ConfigSections(configDir);
  const options = {bodyLimit: 4 * 1024 * 1024};

  app.get<Section>("/api/config/:section", ({params}) => sections.read(named(params.section)));

  app.put<Section>("/api/config/:section", options, async (request, reply) => {
    await sections.write(named(request.params.section), sectionIn(request));
    return reply.code(204).send();
  });

  app.patch<Section>("/api/config/:section", options, (request) =>
    sections.update(named(request.params.section), sectionIn(request))
  );
}

/** @throws HttpError 404 if the name is none of a section, and so of no file either */
function named(section: string): string {
  if (/^\w+$/.test(section)) return section;
  throw new HttpError(404, `No section is called ${section}`);
}

/** @throws HttpError 400 if the body is no object */
function sectionIn(request: FastifyRequest): Record<string, Json> {
  const section = objectIn(request);
  if (section) return section as Record<string, Json>;
  throw new HttpError(400, "Invalid JSON in body of request: an object is expected");
}
