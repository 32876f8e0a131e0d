/** Where the server has the script, which is not bundled. */
declare module "anywidget" {
  const url: string;
  export default url;
}

/** A picture's text, as icons need it. */
declare module "*.svg" {
  const text: string;
  export default text;
}
