import {URLExt} from "@jupyterlab/coreutils";
import {type Contents, Drive, RestContentProvider, ServerConnection} from "@jupyterlab/services";

/** What is to be done about a file that changed on the disk; whoever cancels the save throws. */
export type Decision = "overwrite" | "revert";

/** The contents of a file or what it is to become, as JupyterLab passes them on. */
export type SaveRequest = Partial<Contents.IModel> & Partial<Contents.IContentProvisionOptions>;

/** Asks the reader what shall be done; `revert` means that the file was loaded again. */
export type DecideConflict = (path: string, request: SaveRequest) => Promise<Decision>;

const apiEndpoint = "api/contents";
const providerId = "guarded";

/**
 * The files of the server, none of which is written over when it is another one than this page has seen.
 *
 * JupyterLab looks at the hash of a file before it saves, but what changes between that look and the save,
 * or between the save and the look after it, is lost without a word. Here a save names the version that it
 * replaces, in `If-Match`, and the server refuses it when the file is another one.
 */
export class GuardedDrive extends Drive {
  readonly #provider: GuardedProvider;
  /** Waited for between the arrival of a content and its use. */
  onContent: ((model: Contents.IModel) => Promise<void>) | undefined;

  constructor({serverSettings = ServerConnection.makeSettings()}: Drive.IOptions = {}) {
    super({serverSettings});
    this.#provider = new GuardedProvider(serverSettings);
    this.contentProviderRegistry.register(providerId, this.#provider);
    this.fileChanged.connect((_, {type, oldValue, newValue}) => {
      if (type === "save") return;
      for (const path of [oldValue?.path, newValue?.path]) if (path) this.#provider.forget(path);
    });
  }

  /** Without it a save that meets a changed file fails, with the server's words. */
  set onConflict(decide: DecideConflict) {
    this.#provider.decide = decide;
  }

  override async get(path: string, options?: Contents.IFetchOptions): Promise<Contents.IModel> {
    const model = await super.get(path, {...options, contentProviderId: idOf(options)});
    await this.onContent?.(model);
    return model;
  }

  override save(path: string, request: SaveRequest = {}): Promise<Contents.IModel> {
    return super.save(path, {...request, contentProviderId: idOf(request)});
  }
}

function idOf(options: Contents.IContentProvisionOptions | undefined): string {
  return options?.contentProviderId ?? providerId;
}

class GuardedProvider extends RestContentProvider {
  decide: DecideConflict | undefined;
  readonly #serverSettings: ServerConnection.ISettings;
  /** The hash of each file that this page knows of, as it last looked at it or wrote it; null where none was. */
  readonly #seen = new Map<string, string | null>();
  /** What a save has just written, which JupyterLab looks at next: on the disk may be another's already. */
  readonly #written = new Map<string, Contents.IModel>();

  constructor(serverSettings: ServerConnection.ISettings) {
    super({apiEndpoint, serverSettings});
    this.#serverSettings = serverSettings;
  }

  override async get(path: string, options: Contents.IFetchOptions = {}): Promise<Contents.IModel> {
    const isLook = options.hash === true && options.content !== true;
    const written = this.#written.get(path);
    this.#written.delete(path);
    if (isLook && written) return written;
    try {
      const model = await super.get(path, options);
      if (model.hash) this.#seen.set(path, model.hash);
      return model;
    } catch (error) {
      if (isAnswer(error, 404)) this.#seen.set(path, null);
      throw error;
    }
  }

  override async save(path: string, request: SaveRequest = {}): Promise<Contents.IModel> {
    // The pieces of an upload are one file at the end, and the file browser has asked before.
    const isPiece = request.chunk !== undefined;
    let replaces = isPiece ? undefined : this.#seen.get(path);
    for (;;) {
      const answer = await this.#put(path, request, replaces);
      if (answer.status === 412 && this.decide) {
        const {hash} = (await answer.json()) as {hash: string | null};
        if ((await this.decide(path, request)) === "revert")
          return this.get(path, {content: false, hash: true});
        replaces = hash;
        continue;
      }
      if (!answer.ok) throw await ServerConnection.ResponseError.create(answer);
      return this.#noteSaved(path, (await answer.json()) as Contents.IModel, answer.headers);
    }
  }

  /** Forgets what is known of a file or of all in a folder. */
  forget(path: string): void {
    for (const known of [this.#seen, this.#written])
      for (const one of known.keys())
        if (one === path || one.startsWith(`${path}/`)) known.delete(one);
  }

  #put(path: string, request: SaveRequest, replaces: string | null | undefined): Promise<Response> {
    const url = URLExt.join(this.#serverSettings.baseUrl, apiEndpoint, URLExt.encodeParts(path));
    const headers: Record<string, string> = {"Content-Type": "application/json"};
    if (replaces === null) headers["If-None-Match"] = "*";
    else if (replaces !== undefined) headers["If-Match"] = `"${replaces}"`;
    const init = {method: "PUT", headers, body: JSON.stringify(request)};
    return ServerConnection.makeRequest(url, init, this.#serverSettings);
  }

  #noteSaved(path: string, model: Contents.IModel, headers: Headers): Contents.IModel {
    const hash = headers.get("etag")?.replaceAll('"', "");
    if (hash === undefined) {
      this.forget(path);
      return model;
    }
    const written = {...model, hash, hash_algorithm: "sha256"};
    this.#seen.set(path, hash);
    this.#written.set(path, written);
    return written;
  }
}

function isAnswer(error: unknown, status: number): boolean {
  return error instanceof ServerConnection.ResponseError && error.response.status === status;
}
