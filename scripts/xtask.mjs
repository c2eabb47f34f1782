// `npm run gen`, `npm run tidy`, `npm run sample-data`, `npm run bench`, `npm run score`: calls of the xtask crate.

import { buildPrograms } from './build.mjs'
import { main, must, show } from './shell.mjs'

await main(async () => {
  const words = process.argv.slice(2)
  const isRelease = words[0] === '--release'
  const run = (command, args, options) => must('building xtask', command, args, options)
  const [xtask] = await buildPrograms(run, ['xtask'], isRelease ? 'release' : 'dev')
  return show(xtask, isRelease ? words.slice(1) : words)
})
