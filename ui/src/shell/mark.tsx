/** The three points. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M4 14.5 10 5.5l6 9" fill="none" stroke="currentColor" strokeWidth="1.4" opacity=".6" />
      <circle cx="4" cy="14.5" r="2.7" fill="currentColor" />
      <circle cx="10" cy="5.5" r="2.7" fill="currentColor" />
      <circle cx="16" cy="14.5" r="2.7" fill="currentColor" />
    </svg>
  )
}
