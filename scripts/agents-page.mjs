/** The part of docs/AGENTS.md that is made from the data of `init --agents`: one section for each agent program. */
import { AGENTS_MD_LINES } from '../dist/programs/agents-md.js'
import { wireProgramFile } from '../dist/programs/edit-settings.js'
import { PROGRAM_SETTINGS } from '../dist/programs/all-settings.js'

export function renderAgentsPage(page) {
  const put = (text, name, part) =>
    text.replace(new RegExp(`(<!-- ${name}:begin -->\n)[^]*?(<!-- ${name}:end -->)`), (_all, begin, end) =>
      [begin, part, `\n${end}`].join('\n'),
    )
  const programs = Object.values(PROGRAM_SETTINGS)
  const withHosts = put(page, 'hosts', [renderTable(programs), ...programs.map(renderProgram)].join('\n\n'))
  return put(withHosts, 'agents-md', ['```md', ...AGENTS_MD_LINES, '```'].join('\n'))
}

function renderTable(programs) {
  const rows = programs.map(({ program, title, signs, files }) => {
    const written = files.map(({ path }) => `\`${path}\``).join(', ')
    return `| [${title}](#${anchor(title)}) | \`${program}\` | ${signs.map((sign) => `\`${sign}\``).join(', ')} | ${written} |`
  })
  return ['| program | name | found by | writes |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function renderProgram({ title, program, files, identity, trust, source, unknown }) {
  return [
    `## ${title}`,
    `\`git holdfast init --agents ${program}\``,
    `- What you do once: ${trust}\n- Where the session is named: ${identity}\n- What files do not tell: ${unknown}\n- Source of the shapes: ${source}.`,
    ...files.map(renderFile),
  ].join('\n\n')
}

function renderFile(file) {
  const where =
    file.instead === undefined ? '' : `, or ${file.instead.map((path) => `\`${path}\``).join(', ')} if that is there`
  const language = { json: 'json', toml: 'toml', own: file.path.endsWith('.js') ? 'js' : 'sh' }[file.kind]
  const text = wireProgramFile(file, file.path, null).trimEnd()
  return [
    `<details><summary><code>${file.path}</code> (${file.purpose})${where.replaceAll('`', '')}</summary>`,
    `<!-- prettier-ignore -->\n\`\`\`${language}\n${text}\n\`\`\``,
    '</details>',
  ].join('\n\n')
}

/** The anchor that GitHub gives a heading. */
function anchor(title) {
  return title.toLowerCase().replaceAll(' ', '-')
}
