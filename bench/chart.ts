import { type Goal, isMet } from './section.ts';

/**
 * Every figure as a bar whose length is its share of its goal, so that figures of different kinds stand side by
 * side: the upright line is the goal. Where less is better the bar has to end before the line.
 */
export function drawGoals(goals: readonly Goal[]): string {
  const height = TOP + goals.length * ROW + 16;
  const rows = goals.map((goal, index) => drawRow(goal, TOP + index * ROW));
  const goalAt = LABELS + BAR / RANGE;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">
<title>Figures against their goals</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="${goalAt}" y="20" text-anchor="middle" fill="#333333">goal</text>
${rows.join('\n')}
<line x1="${goalAt}" y1="28" x2="${goalAt}" y2="${height - 12}" stroke="#333333" stroke-dasharray="4 3"/>
</svg>
`;
}

const WIDTH = 980;
const LABELS = 400;
const BAR = 400;
const ROW = 26;
const TOP = 34;
/** The bars' room, in goals. */
const RANGE = 2;
/** Told apart by more than their colour: a missed goal's bar has an outline and its figure says so. */
const MET = '#2b7a5d';
const MISSED = '#b5532b';

function drawRow(goal: Goal, y: number): string {
  const { name, value, digits, unit = '', better } = goal;
  const position = (figure: number) => LABELS + (Math.min(figure / goal.goal, RANGE) / RANGE) * BAR;
  const met = isMet(goal);
  const text = `${value.median.toFixed(digits)} ${unit}`.trim();
  const sign = better === 'higher' ? '≥' : '≤';
  const end = position(value.median);
  const whisker = `M${position(value.least)} ${y + 8}H${position(value.most)}`;
  return `<text x="${LABELS - 10}" y="${y + 13}" text-anchor="end" fill="#111111">${escaped(name)}</text>
<rect x="${LABELS}" y="${y}" width="${end - LABELS}" height="16" fill="${met ? MET : '#f3d9cc'}" stroke="${met ? MET : MISSED}"/>
<path d="${whisker}" stroke="#111111" stroke-width="1.5" fill="none"/>
<text x="${LABELS + BAR + 12}" y="${y + 13}" fill="${met ? '#111111' : MISSED}">${text} (${sign} ${goal.goal}${met ? '' : ', missed'})</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
