/** Deliveries by their short names: `D3, D12`. */
export function named(numbers: number[]): string {
  return numbers.map((number) => `D${number}`).join(', ')
}
