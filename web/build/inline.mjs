// Puts the one sheet into the document, so that the first paint waits for no second file, and has the Vietnamese words
// of the market fetched beside the script. The server names the sheet's digest in the content security policy.

/** @returns {import('vite').Plugin} */
export function inline() {
  return {
    name: 'chonoi-inline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const html = bundle['index.html'];
      const sheet = Object.values(bundle).find((file) => file.fileName.endsWith('.css'));
      const words = Object.values(bundle).find((file) => file.type === 'chunk' && isMarketWords(file));
      if (html?.type !== 'asset' || sheet?.type !== 'asset' || !words) {
        this.error('the document, its sheet or its words are missing');
        return;
      }
      const link = new RegExp(`\\s*<link rel="stylesheet"[^>]*${sheet.fileName}">`);
      const style = `\n    <style>${String(sheet.source).trim()}</style>`;
      const preload = `\n    <link rel="modulepreload" crossorigin href="/${words.fileName}">`;
      html.source = String(html.source).replace(link, () => preload + style);
      Reflect.deleteProperty(bundle, sheet.fileName);
    },
  };
}

const isMarketWords = (chunk) => Boolean(chunk.facadeModuleId?.endsWith('virtual:messages/vi/market'));
