// Files that the bundler hands over as data: URLs.

declare module '*.wasm' {
  const url: string;
  export default url;
}

declare module '*.ttf' {
  const url: string;
  export default url;
}
