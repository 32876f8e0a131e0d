/** What can be chosen about a server; the command line, the environment and the configuration file fill it. */
export interface ServerConfig {
  /** The address to listen on. */
  ip: string;
  /** What a client must show; empty when anyone may in. */
  token: string;
  /** The password as `hashPassword` keeps it; empty when only the token opens. */
  passwordHash: string;
  /** An origin beyond our own whose pages may call; `*` for all, empty for none. */
  allowOrigin: string;
  /** Whether names other than the loopback's are answered; true when `ip` is another machine's way in. */
  allowRemoteAccess: boolean;
  /** Whether files and folders that begin with a dot are shown and served. */
  allowHidden: boolean;
  /** Whether a link inside the folder that leads out of it is followed. */
  followSymlinks: boolean;
  /** Whether what is deleted goes to the trash of the machine; else it is gone. */
  deleteToTrash: boolean;
  /** The largest body of a request, in bytes. */
  bodyLimit: number;
  /** The longest that a client may take to send a request, in milliseconds. */
  requestTimeout: number;
  /** Whether terminals are offered, where the machine can. */
  terminals: boolean;
  /** The most that one cell may print, in bytes, before the rest is left out, and the reader told so; 0 for any amount. */
  outputLimit: number;
  /** Seconds after which the outputs of a cell are written into its notebook when no tab is there to save it. */
  unattendedDelay: number;
  /** Seconds without activity after which a kernel is shut down; 0 for never. */
  cullIdleTimeout: number;
  /** Seconds between two looks for kernels to shut down. */
  cullInterval: number;
  /** Whether kernels with an open tab are shut down too. */
  cullConnected: boolean;
}

/** What holds when nobody chose. */
export const defaultConfig: Readonly<ServerConfig> = {
  ip: "127.0.0.1",
  token: "",
  passwordHash: "",
  allowOrigin: "",
  allowRemoteAccess: false,
  allowHidden: false,
  followSymlinks: false,
  // Windows' recycle bin is out of reach for Node.
  deleteToTrash: process.platform !== "win32",
  bodyLimit: 512 * 1024 * 1024,
  requestTimeout: 300_000,
  terminals: true,
  outputLimit: 10_000_000,
  unattendedDelay: 10,
  cullIdleTimeout: 0,
  cullInterval: 300,
  cullConnected: false
};
