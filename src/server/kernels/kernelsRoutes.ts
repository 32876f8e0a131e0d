import type {FastifyInstance} from "fastify";
import {objectIn} from "../contents/jsonBody.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import type {Kernels} from "./kernels.ts";

/**
 * `/api/kernels`, `/api/kernels/<id>` and its `interrupt` and `restart`, as Jupyter Server has them.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/rest-api.html
 */
export function kernelsRoutes(
  app: FastifyInstance,
  {baseUrl}: ServerContext,
  kernels: Kernels
): void {
  app.get("/api/kernels", {config: {tracksActivity: false}}, () =>
    kernels.list().map((kernel) => kernel.model())
  );

  app.post("/api/kernels", async (request, reply) => {
    const {name, path, kernel_id} = objectIn(request) ?? {};
    const kernel = await kernels.start({
      name: textOr(name, "name"),
      folder: textOr(path, "path"),
      id: textOr(kernel_id, "kernel_id")
    });
    return reply
      .code(201)
      .header("location", `${baseUrl}api/kernels/${kernel.id}`)
      .send(kernel.model());
  });

  type Params = {Params: {id: string}};

  app.get<Params>("/api/kernels/:id", {config: {tracksActivity: false}}, ({params}) =>
    kernels.get(params.id).model()
  );

  app.delete<Params>("/api/kernels/:id", async ({params}, reply) => {
    await kernels.shutdown(params.id);
    return reply.code(204).send();
  });

  app.post<Params>("/api/kernels/:id/interrupt", async ({params}, reply) => {
    await kernels.interrupt(params.id);
    return reply.code(204).send();
  });

  app.post<Params>("/api/kernels/:id/restart", async ({params}) =>
    (await kernels.restart(params.id)).model()
  );
}

function textOr(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new HttpError(400, `${field} is a string, but got ${JSON.stringify(value)}`);
}
