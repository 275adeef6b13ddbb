/** A document as text, as the build writes it into the page's first script. */
declare module '*.graphql' {
  export const text: string;
}
