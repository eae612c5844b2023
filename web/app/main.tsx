import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { Appearance } from './appearance.tsx';
import { currentLanguage, LANGUAGE_TAGS, onLanguageChange } from './i18n.ts';
import { router } from './router.tsx';
import { followTheme } from './theme.ts';
import './global.css';
import './tables.css';

const markLanguage = () => {
  document.documentElement.lang = LANGUAGE_TAGS[currentLanguage()];
};
markLanguage();
// Problems come worded in one language, so they are asked for again; data is not, since every read is on record.
onLanguageChange(() => {
  markLanguage();
  void queryClient.invalidateQueries({ predicate: (query) => query.state.status === 'error' });
});
followTheme();

// Only for computers without a Chinese font of their own; a subset is fetched when a character needs it.
void import('./web-font.ts');

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root.');
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Appearance>
        <RouterProvider router={router} />
      </Appearance>
    </QueryClientProvider>
  </StrictMode>,
);
