import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CLAUDE, CLAUDE_EVENTS } from '../../src/programs/claude/settings.js'
import { wireProgramFile } from '../../src/programs/edit-settings.js'
import { GEMINI_EVENTS, MS_PER_SECOND } from '../../src/programs/gemini/settings.js'
import { HOOK_SECONDS } from '../../src/programs/hook-entries.js'
import { inProject } from '../support/project.js'

const read = (path: string): string => readFileSync(inProject(`integrations/${path}`), 'utf8')
const json = (path: string): any => JSON.parse(read(path)) // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
const { version } = json('../package.json')

describe('the packages for agent programs', () => {
  it('are a marketplace of one plugin, which lies where it says', () => {
    const [plugin] = json('.claude-plugin/marketplace.json').plugins
    expect(json(`${plugin.source}/.claude-plugin/plugin.json`)).toMatchObject({ name: plugin.name, version })
  })

  it('name only files that are there, for Codex', () => {
    const { skills, hooks, mcpServers } = json('holdfast/.codex-plugin/plugin.json')
    for (const path of [hooks, mcpServers, `${skills}holdfast/SKILL.md`]) expect(read(`holdfast/${path}`)).not.toBe('')
  })

  it('listen to what the settings of a repository listen to', () => {
    const [settings, mcp] = CLAUDE.files
    expect(json('holdfast/hooks/hooks.json').hooks).toEqual(JSON.parse(wireProgramFile(settings!, '', null)).hooks)
    expect(json('holdfast/.mcp.json')).toEqual(JSON.parse(wireProgramFile(mcp!, '', null)))
    expect(Object.keys(json('holdfast/hooks/hooks.json').hooks)).toEqual(CLAUDE_EVENTS.map(({ name }) => name))
  })

  it('are an extension for Gemini, with times in milliseconds', () => {
    expect(json('gemini/gemini-extension.json')).toMatchObject({ name: 'holdfast', version })
    const { hooks } = json('gemini/hooks/hooks.json')
    expect(Object.keys(hooks)).toEqual(GEMINI_EVENTS.map(({ name }) => name))
    expect(hooks.BeforeTool[0].hooks[0].timeout).toBe(HOOK_SECONDS * MS_PER_SECOND)
  })

  it('have a skill that says when it is for', () => {
    expect(read('holdfast/skills/holdfast/SKILL.md')).toMatch(/^---\nname: holdfast\ndescription: .{40,1024}\n---\n/)
  })
})
