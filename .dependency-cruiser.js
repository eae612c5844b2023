import { floorRules } from './scripts/floors.js';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: floorRules(),
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|test-artifacts)/' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
