import { Command, CommanderError, Option } from 'commander'
import { exitCodeOf, ProblemError } from '../core/problems/problem.js'
import { renderProblem, toProblemView } from '../report/problem-text.js'
import { Arguments, type OrderedOption } from './arguments.js'
import type { CommandCall, CommandSpec, ExitCode, OptionSpec } from './command.js'
import { COMMAND_GROUPS, COMMANDS, COMMON_OPTIONS } from './commands.js'
import { settleWait } from './lock-options.js'

const INTERRUPTED = 130
const FAULT = 3
const USAGE = 2

export type CallContext = Omit<CommandCall, 'arguments'> & { readonly version: string }

/** Runs one command line. A problem is printed on standard error, as text or with `--json` as an object. */
export async function runCommandLine(argv: readonly string[], context: CallContext): Promise<ExitCode> {
  const dashes = argv.indexOf('--')
  const words = settleWait(dashes < 0 ? argv : argv.slice(0, dashes))
  const afterDashes = dashes < 0 ? [] : argv.slice(dashes + 1)
  const outcome: { exitCode: ExitCode } = { exitCode: 0 }
  const program = buildProgram(context, afterDashes, outcome)
  try {
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' })
    return outcome.exitCode
  } catch (error) {
    return reportError(error, words, context)
  }
}

function buildProgram(context: CallContext, afterDashes: readonly string[], outcome: { exitCode: ExitCode }): Command {
  const program = configure(new Command('git holdfast'), context)
    .description('Keeps agents that share a repository from committing over each other’s work.')
    .version(context.version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'show help on a command')
    .addHelpText(
      'after',
      '\nExit codes: 0 yes, 1 no (such as refused or not found), 2 wrong usage or configuration, 3 a fault, 130 interrupted.',
    )
  for (const group of COMMAND_GROUPS) {
    for (const spec of group.commands)
      program.addCommand(buildCommand(spec, context, afterDashes, outcome).helpGroup(group.title))
  }
  return program
}

function buildCommand(
  spec: CommandSpec,
  context: CallContext,
  afterDashes: readonly string[],
  outcome: { exitCode: ExitCode },
): Command {
  const command = configure(new Command(spec.name), context).summary(spec.summary).description(describe(spec))
  for (const argument of spec.arguments) {
    // The words after `--` never reach the parser.
    const name = argument.name.replace(/ -- .*$/, '')
    // Words behind `--` may be all that there are: they are added to the others when the parser is done.
    command.argument(afterDashes.length > 0 ? name.replace(/^<(.*)>$/, '[$1]') : name, argument.description)
  }
  if (spec.arguments.some((argument) => argument.name.includes(' -- '))) {
    command.usage(`[options] ${spec.arguments.map((argument) => argument.name).join(' ')}`)
  }
  const ordered: OrderedOption[] = []
  for (const option of [...spec.options, ...COMMON_OPTIONS]) command.addOption(toOption(option, ordered))
  command.addHelpText('after', `\n${renderExamples(spec)}`)
  return command.action(async (...received: unknown[]) => {
    const passed = new Arguments(command.args, optionsOf(received), afterDashes, ordered)
    const isTaken = spec.arguments.some((argument) => argument.name.includes(' -- '))
    const words = isTaken ? passed : new Arguments([...command.args, ...afterDashes], optionsOf(received), [], ordered)
    outcome.exitCode = await spec.run({ ...context, arguments: words })
  })
}

function describe(spec: CommandSpec): string {
  const sentence = `${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`
  return spec.details === undefined ? sentence : `${sentence}\n\n${spec.details}`
}

function renderExamples(spec: CommandSpec): string {
  return ['Examples:', ...spec.examples.flatMap(([command, effect]) => [`  ${command}`, `      ${effect}`])].join('\n')
}

function toOption(spec: OptionSpec, ordered: OrderedOption[]): Option {
  const option = new Option(spec.flags, spec.description)
  if (spec.isRepeatable === true)
    option.argParser((value: string, before: string[] | undefined) => {
      ordered.push({ option: option.attributeName(), value })
      return [...(before ?? []), value]
    })
  return option
}

function optionsOf(received: readonly unknown[]): Readonly<Record<string, unknown>> {
  const options = received.at(-2)
  return typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {}
}

function configure(command: Command, { terminal }: CallContext): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .helpOption('-h, --help', 'show help')
    .configureOutput({
      writeOut: (text) => terminal.print(text.replace(/\n$/, '')),
      writeErr: () => undefined,
    })
}

function reportError(error: unknown, words: readonly string[], context: CallContext): ExitCode {
  const { terminal, signal } = context
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  if (signal.aborted) return INTERRUPTED
  const asJson = words.includes('--json')
  if (error instanceof CommanderError) return reportUsage(error, words, context)
  if (error instanceof ProblemError) {
    terminal.printError(asJson ? JSON.stringify(toProblemView(error.problem)) : renderProblem(error.problem))
    return exitCodeOf(error.problem)
  }
  // An error that is no ProblemError is a defect: its stack trace goes into the report of the person who meets it.
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.printError(
    asJson
      ? JSON.stringify({ error: { area: 'defect', code: 'defect', message: trace, try: [] } })
      : `holdfast: a defect: ${trace}`,
  )
  return FAULT
}

function reportUsage(error: CommanderError, words: readonly string[], { terminal }: CallContext): ExitCode {
  const command = COMMANDS.find((spec) => spec.name === words[0])?.name
  const sentence = error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  const problem = {
    area: 'usage',
    code: 'command-line',
    sentence: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`,
    command: `git holdfast ${command === undefined ? '' : `${command} `}-h`,
  } as const
  terminal.printError(words.includes('--json') ? JSON.stringify(toProblemView(problem)) : renderProblem(problem))
  return USAGE
}
