// A row is an object with a string and a list, and all of them are garbage after the call.
exports.report = (rows) =>
  Array.from({ length: rows }, (_, row) => ({ row, title: `row ${row}`, cells: [row, row, row] }))
    .filter(({ cells }) => cells[0] % 2 === 0)
    .map(({ title, cells }) => `${title}: ${cells.join()}`).length;
