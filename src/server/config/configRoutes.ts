import type {FastifyInstance, FastifyRequest} from "fastify";
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
    await sections.write(named(request.params.section), objectIn(request));
    return reply.code(204).send();
  });

  app.patch<Section>("/api/config/:section", options, (request) =>
    sections.update(named(request.params.section), objectIn(request))
  );
}

/** @throws HttpError 404 if the name is none of a section, and so of no file either */
function named(section: string): string {
  if (/^\w+$/.test(section)) return section;
  throw new HttpError(404, `No section is called ${section}`);
}

function objectIn({body}: FastifyRequest): Record<string, Json> {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    return body as Record<string, Json>;
  }
  throw new HttpError(400, "Invalid JSON in body of request: an object is expected");
}
