import { readdirSync } from 'node:fs'
import { dirname, relative } from 'node:path'

/** A linter rule: a newcomer takes in a folder at one look. A list may be longer, with one file for each item. */
export const filesInAFolder = {
  meta: {
    type: 'suggestion',
    schema: false,
    messages: { tooMany: '{{folder}} has {{count}} files, more than {{max}}: divide it.' },
  },
  create: ({ filename, cwd, options: [{ max, lists }], report }) => ({
    Program(node) {
      const folder = relative(cwd, dirname(filename)).replaceAll('\\', '/')
      const count = readdirSync(dirname(filename)).filter((name) => name.endsWith('.ts')).length
      if (count > max && !lists.includes(folder)) report({ node, messageId: 'tooMany', data: { folder, count, max } })
    },
  }),
}
