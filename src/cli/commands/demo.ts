import { runDemo } from '../../app/demo/run-demo.js'
import type { CommandCall, CommandSpec } from '../command.js'

export const demoCommand: CommandSpec = {
  name: 'demo',
  summary: 'show a refused commit, its ALERT and a refused push in a scratch repository',
  details:
    'The demo runs real git with two agents in a temporary folder, prints what they type and see, and deletes the folder.',
  arguments: [],
  options: [],
  examples: [['git holdfast demo', 'takes about three seconds']],
  json: '{ surprises: string[], transcript: string[] }',
  run: runDemoCommand,
}

async function runDemoCommand({ arguments: args, terminal, environment, signal }: CommandCall): Promise<number> {
  const transcript: string[] = []
  const print = (line: string): void => {
    if (args.isJson) transcript.push(line)
    else terminal.print(line)
  }
  const { surprises } = await runDemo(environment, print, signal)
  if (args.isJson) terminal.print(JSON.stringify({ surprises, transcript }, null, 2))
  for (const surprise of surprises) terminal.printError(`holdfast: not as it should be: ${surprise}`)
  return surprises.length === 0 ? 0 : 3
}
