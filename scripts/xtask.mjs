// `npm run gen`, `npm run tidy`, `npm run sample-data`, `npm run bench`: calls of the xtask crate.

import { cargoEnvironment } from './place.mjs'
import { main, show } from './shell.mjs'

await main(async () => {
  const words = process.argv.slice(2)
  const isRelease = words[0] === '--release'
  const profile = isRelease ? ['--release'] : []
  const rest = isRelease ? words.slice(1) : words
  return show('cargo', ['run', '--quiet', '--locked', ...profile, '-p', 'trepunkt-xtask', '--', ...rest], { env: cargoEnvironment() })
})
