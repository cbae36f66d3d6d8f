import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The reader's system says which theme; the button says otherwise, until the page is closed. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(dark.matches ? 'dark' : 'light');
  useEffect(() => {
    const follow = (): void => setTheme(dark.matches ? 'dark' : 'light');
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, []);
  document.documentElement.dataset['theme'] = theme;
  return [theme, () => setTheme(theme === 'dark' ? 'light' : 'dark')];
}

export const ThemeButton = ({ theme, turn }: { theme: Theme; turn: () => void }): JSX.Element => (
  <button type="button" class="theme" onClick={turn} aria-pressed={theme === 'dark'} aria-label="Dark theme">
    <span aria-hidden="true">{theme === 'dark' ? '☾' : '☀'}</span>
  </button>
);
