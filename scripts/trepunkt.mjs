// `npm run trepunkt -- …`: the terminal program from a clone.

import { buildPrograms } from './build.mjs'
import { main, must, show } from './shell.mjs'

await main(async () => {
  const run = (command, args, options) => must('building trepunkt', command, args, options)
  const [trepunkt] = await buildPrograms(run, ['trepunkt'])
  return show(trepunkt, process.argv.slice(2))
})
