const PAGE = 12_500;

// 500 pages of 12,500 numbers: 50 MB, had once and kept.
exports.loadCatalog = () => Array.from({ length: 500 }, (_, page) => new Array(PAGE).fill(page));
