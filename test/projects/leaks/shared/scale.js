// How long a project runs: 1 is the length it was measured at, 0.2 a fifth of it.
const scale = Number(process.env.TIDEMARK_SCALE ?? 1);

exports.scaled = (count) => Math.max(1, Math.round(count * scale));
