// 4 kB a route: 500 numbers of 8 bytes. The least recently used goes when the cache is full.
exports.routeCache = (capacity) => {
  const routes = new Map();
  return (id) => {
    const route = routes.get(id) ?? new Array(500).fill(id);
    routes.delete(id);
    routes.set(id, route);
    if (routes.size > capacity) routes.delete(routes.keys().next().value);
    return route;
  };
};
