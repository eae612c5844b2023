/**
 * The floors of the house, lowest first, as ARCHITECTURE.md draws them. Imports point down only. This one list makes
 * the import rules (.dependency-cruiser.js) and is what test/house checks them against.
 */
export const FLOORS = [
  { name: 'kernel', path: '^src/kernel/', level: 0 },
  { name: 'contract', path: '^src/contract/', level: 1 },
  { name: 'platform', path: '^src/platform/', level: 2 },
  { name: 'audit', path: '^src/audit/', level: 3 },
  { name: 'vault', path: '^src/vault/', level: 3 },
  { name: 'gateway', path: '^src/gateway/', level: 4 },
  { name: 'features', path: '^src/features/', level: 5 },
  { name: 'doors', path: '^src/doors/', level: 6 },
  { name: 'main', path: '^src/(main|fencun)\\.ts$', level: 7 },
];

/** Tests stand beside what they test and may use the test support; they are judged only by what they import of it. */
const TESTS = '\\.test\\.ts$';

/** @returns {{ name: string }[]} rules of dependency-cruiser, type-only imports included */
export function floorRules() {
  return [...FLOORS.map(downOnly), ...FLOORS.flatMap(apart), ...WALLS];
}

function downOnly(floor) {
  const above = FLOORS.filter((other) => other.level > floor.level).map(({ path }) => path);
  return {
    name: `${floor.name}-imports-down`,
    comment: `${floor.name} (floor ${floor.level}) may import only what stands below it.`,
    severity: 'error',
    from: { path: floor.path, pathNot: TESTS },
    to: { path: above.length === 0 ? '^$' : above.join('|') },
  };
}

/** Floors of the same level do not know each other. */
function apart(floor) {
  return FLOORS.filter((other) => other.level === floor.level && other !== floor).map((other) => ({
    name: `${floor.name}-apart-from-${other.name}`,
    comment: `${floor.name} and ${other.name} stand side by side and do not import each other.`,
    severity: 'error',
    from: { path: floor.path, pathNot: TESTS },
    to: { path: other.path },
  }));
}

const WALLS = [
  {
    name: 'no-cycles',
    comment: 'A cycle has no bottom to begin reading at.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'kernel-is-pure',
    comment: 'The kernel imports neither Node nor npm: it also runs in the browser.',
    severity: 'error',
    from: { path: '^src/kernel/', pathNot: TESTS },
    to: { pathNot: '^src/kernel/' },
  },
  {
    name: 'contract-is-schemas',
    comment: 'The contract is wire schemas: of npm it knows zod alone.',
    severity: 'error',
    from: { path: '^src/contract/', pathNot: TESTS },
    to: { pathNot: '^(src/(kernel|contract)/|node_modules/zod/)' },
  },
  {
    name: 'one-door',
    comment: 'The gateway shows the floors above it door.ts, and the shapes of a request, and nothing else.',
    severity: 'error',
    from: { path: '^src/(features|doors|main|fencun)', pathNot: TESTS },
    to: { path: '^src/gateway/', pathNot: '^src/gateway/(door|access-request)\\.ts$' },
  },
  {
    name: 'vault-behind-the-gateway',
    comment: 'Only the gateway works with the vault; the composition root runs its migrations.',
    severity: 'error',
    from: { path: '^src/(features|doors)/', pathNot: TESTS },
    to: { path: '^src/vault/' },
  },
  {
    name: 'slices-do-not-touch',
    comment:
      'A feature may import another one only by its public face: the file of the slice’s own name, or its schema.',
    severity: 'error',
    from: { path: '^src/features/([^/]+)/', pathNot: TESTS },
    to: { path: '^src/features/[^/]+/', pathNot: '^src/features/($1/|([^/]+)/\\2\\.ts$)' },
  },
  {
    name: 'only-stores-open-the-database',
    comment: 'Doors parse, call and present. They run no SQL.',
    severity: 'error',
    from: { path: '^src/doors/http/', pathNot: TESTS },
    to: { path: '^(node_modules/pg/|src/platform/database/)' },
  },
  {
    name: 'web-sees-contract-and-kernel',
    comment: 'The web app shares with the server the wire schemas and the kernel.',
    severity: 'error',
    from: { path: '^web/', pathNot: TESTS },
    to: { path: '^src/', pathNot: '^src/(contract|kernel)/' },
  },
  {
    name: 'main-is-imported-by-none',
    comment: 'The composition root is the top of the house.',
    severity: 'error',
    from: { path: '^src/', pathNot: '(\\.test\\.ts$|^src/main\\.ts$)' },
    to: { path: '^src/(main|fencun)\\.ts$' },
  },
];
