// Puts three lines above every module, and says so in an inline source map: line n is line n - 3.
module.exports = {
  process(text, file) {
    const lines = text.split('\n');
    const mappings = `;;;${lines.map((_, i) => (i === 0 ? 'AAAA' : 'AACA')).join(';')}`;
    const map = { version: 3, file, sources: [file], names: [], mappings };
    const data = Buffer.from(JSON.stringify(map)).toString('base64');
    return {
      code: `\n\n\n${text}\n//# sourceMappingURL=data:application/json;base64,${data}\n`,
    };
  },
};
