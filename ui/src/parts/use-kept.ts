import { useState } from 'react'

/** The newest value that was there: what is shown stays until what replaces it has come. */
export function useKept<T>(value: T | undefined): T | undefined {
  const [kept, setKept] = useState(value)
  if (value !== undefined && value !== kept) setKept(value)
  return value ?? kept
}
