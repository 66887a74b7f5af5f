exports.check = (rule) => new Array(125).fill(rule).every((value) => value === rule);
