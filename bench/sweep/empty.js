/** A trial that does nothing: what is left is what a sweep costs. */
export default () => 1;
