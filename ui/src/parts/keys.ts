import { useEffect, useRef } from 'react'

/** Actions by key: `F5`, `j`, `Alt+ArrowLeft`, `Ctrl+z`. */
export type Keys = Record<string, (event: KeyboardEvent) => void>

function nameOf(event: KeyboardEvent): string {
  const held = [
    event.ctrlKey || event.metaKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
  ].join('')
  return held + (event.key.length === 1 ? event.key.toLowerCase() : event.key)
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/**
 * Listens for keys anywhere in the window. Single letters and undo belong to a text field while one is
 * written in, and everything belongs to a dialog while one is open.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const name = nameOf(event)
      const action = latest.current[name]
      if (!action) return
      const isText = name.length === 1 || name === 'Ctrl+z' || name === 'Enter'
      if (isText && isWriting(event.target)) return
      // A letter in an open menu goes to the entry that begins with it.
      if (name.length === 1 && event.target instanceof Element && event.target.closest('[role="menu"], [role="listbox"]')) return
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return
      event.preventDefault()
      action(event)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
