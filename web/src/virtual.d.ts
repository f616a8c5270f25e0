// The modules that build/catalogue.mjs makes of locales/.
declare module 'virtual:messages/*' {
  const messages: Record<string, string>;
  export default messages;
}
