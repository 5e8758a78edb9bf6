/** What a described graph is made of, by path: pure. */

/**
 * @typedef {{id: string, kind: string, doc?: string, graph?: Level | null}} Node
 * @typedef {{nodes: Node[], edges: {source: string, target: string, is_conditional: boolean}[], state_schema?: any}} Level
 */

/**
 * Every edge of every level as `source->target`, with paths.
 * @param {Level} level
 * @param {string} [above]
 * @returns {string[]}
 */
export function edgesOf(level, above = '') {
  const own = level.edges.map((edge) => `${above}${edge.source}->${above}${edge.target}`);
  return [...own, ...level.nodes.flatMap((node) => (node.graph ? edgesOf(node.graph, `${above}${node.id}:`) : []))];
}

/**
 * The level that a path of nodes leads to, or null where the picture has none.
 * @param {Level} level
 * @param {string} path
 * @returns {Level | null}
 */
export function levelAt(level, path) {
  const [name, ...rest] = path.split(':');
  if (!name) return level;
  const inner = level.nodes.find((node) => node.id === name)?.graph;
  return inner ? levelAt(inner, rest.join(':')) : null;
}

/**
 * Every node a run can stop at, in the order of the description.
 * @param {Level} level
 * @param {string} [above]
 * @returns {{path: string, depth: number}[]}
 */
export function nodesOf(level, above = '') {
  return level.nodes
    .filter((node) => node.kind === 'node' || node.kind === 'subgraph')
    .flatMap((node) => {
      const path = `${above}${node.id}`;
      const inside = node.graph ? nodesOf(node.graph, `${path}:`) : [];
      return [{ path, depth: path.split(':').length - 1 }, ...inside];
    });
}
