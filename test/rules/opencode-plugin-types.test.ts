import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { inProject } from '../support/project.js'

describe('the plugin of opencode', () => {
  it('has the types of what opencode loads', () => {
    const program = ts.createProgram([inProject('integrations/opencode/holdfast.js')], {
      allowJs: true,
      checkJs: true,
      noEmit: true,
      // Of the types that it uses, not of themselves: that is most of the work.
      skipLibCheck: true,
      strict: true,
      noImplicitAny: true,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: ['node'],
      typeRoots: [inProject('node_modules/@types')],
      paths: { '@opencode-ai/plugin': [inProject('test/fixtures/opencode/plugin.d.ts')] },
    })
    const flaws = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(flaws).toEqual([])
  })
})
