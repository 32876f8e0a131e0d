/** A picture's text, as icons need it. */
declare module "*.svg" {
  const text: string;
  export default text;
}
