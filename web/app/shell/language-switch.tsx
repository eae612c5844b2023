import Button from 'antd/es/button';
import { changeLanguage, LANGUAGE_TAGS, useLanguage } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';

/** Names the other language in that language, so that who needs it can read it. */
export function LanguageSwitch() {
  const say = useAppWords();
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <Button
      type="text"
      className="language-switch"
      lang={LANGUAGE_TAGS[other]}
      onClick={() => changeLanguage(other)}
    >
      {say('language.other')}
    </Button>
  );
}
