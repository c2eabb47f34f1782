// Which network sockets a process and its children hold, read from /proc.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6']
const INODE_COLUMN = 9

function lines(path) {
  try {
    return readFileSync(path, 'utf8').trim().split('\n')
  } catch {
    return []
  }
}

/** A process and all its descendants, with their names. */
export function family(pid) {
  const parents = new Map()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const [stat] = lines(`/proc/${name}/stat`)
    // The name may hold anything, parentheses too; what follows its last one is plain.
    const rest = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (rest) parents.set(Number(name), { parent: Number(rest[1]), name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) })
  }
  const found = new Map()
  const waiting = [pid]
  while (waiting.length > 0) {
    const next = waiting.pop()
    found.set(next, parents.get(next)?.name ?? '?')
    for (const [child, { parent }] of parents) if (parent === next && !found.has(child)) waiting.push(child)
  }
  return found
}

function networkInodes(pid) {
  const inodes = new Map()
  for (const table of TABLES) {
    for (const line of lines(`/proc/${pid}/net/${table}`).slice(1)) {
      const columns = line.trim().split(/\s+/)
      inodes.set(columns[INODE_COLUMN], `${table} ${columns[1]} → ${columns[2]}`)
    }
  }
  return inodes
}

/** The network sockets of one process; sockets of the local machine's own kind do not count. */
export function networkSockets(pid) {
  const inodes = networkInodes(pid)
  const sockets = []
  let handles = []
  try {
    handles = readdirSync(`/proc/${pid}/fd`)
  } catch {
    return sockets
  }
  for (const handle of handles) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${handle}`))?.[1]
      if (inode && inodes.has(inode)) sockets.push(inodes.get(inode))
    } catch {
      // Closed in the meantime.
    }
  }
  return sockets
}
