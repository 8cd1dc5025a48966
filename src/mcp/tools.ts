import type { ToolSpec } from './tool.js'
import { checkTool } from './tools/check.js'
import { inboxTool } from './tools/inbox.js'
import { lockTool } from './tools/lock.js'
import { locksTool } from './tools/locks.js'
import { renewTool } from './tools/renew.js'
import { sendTool } from './tools/send.js'
import { unlockTool } from './tools/unlock.js'
import { whoamiTool } from './tools/whoami.js'

/**
 * Every tool, in the order in which clients and docs/MCP.md show them. Every conversation carries every description, so
 * there are at most eight tools.
 */
export const TOOLS: readonly ToolSpec[] = [
  checkTool,
  lockTool,
  renewTool,
  unlockTool,
  locksTool,
  sendTool,
  inboxTool,
  whoamiTool,
]
