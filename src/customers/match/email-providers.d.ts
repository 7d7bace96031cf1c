declare module 'email-providers' {
  /** Domains of free and disposable e-mail providers. */
  const providers: readonly string[];
  export default providers;
}
