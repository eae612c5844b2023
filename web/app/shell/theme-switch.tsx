import Segmented from 'antd/es/segmented';
import { useAppWords } from '../locale/words.ts';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../theme.ts';

const CHOICES: readonly ThemeChoice[] = ['light', 'dark', 'system'];

export function ThemeSwitch() {
  const say = useAppWords();
  const choice = useThemeChoice();
  return (
    <Segmented<ThemeChoice>
      aria-label={say('theme.label')}
      value={choice}
      onChange={chooseTheme}
      options={CHOICES.map((value) => ({ value, label: say(`theme.${value}`) }))}
      size="small"
      block
    />
  );
}
