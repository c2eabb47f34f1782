const PREFIX = 'trepunkt.'

/** What the window remembers between starts: choices, never data. */
export function remembered(key: string): string | null {
  try {
    return window.localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}

/** Remembers a choice; where nothing can be kept, the choice lasts until the window closes. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(PREFIX + key)
    else window.localStorage.setItem(PREFIX + key, value)
  } catch {
    // A window without storage works all the same.
  }
}
