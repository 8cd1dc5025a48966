import { unreachable } from '../../core/unreachable.js'
import { jsonText } from './escape.js'
import type { GateFormat, GateReport } from './gate-report.js'
import { renderGithub } from './github-commands.js'
import { renderGitlab } from './gitlab-report.js'
import { renderJunit } from './junit-report.js'
import { renderRdjson } from './rdjson-report.js'
import { renderSarif } from './sarif-report.js'
import { renderGateText } from './gate-text.js'
import { toGateView } from './gate-view.js'

/** @param token a secret of this run that no text can guess: GitHub obeys lines again only after it */
export function renderGate(format: GateFormat, report: GateReport, token: string): string {
  switch (format) {
    case 'text':
      return renderGateText(report)
    case 'json':
      return jsonText(toGateView(report))
    case 'github':
      return renderGithub(report, token)
    case 'sarif':
      return renderSarif(report)
    case 'gitlab':
      return renderGitlab(report)
    case 'junit':
      return renderJunit(report)
    case 'rdjson':
      return renderRdjson(report)
    default:
      return unreachable(format)
  }
}
