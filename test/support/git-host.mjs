/**
 * Serves the repositories of a folder on a port of the loopback that the system chooses:
 *
 *   node git-host.mjs daemon|http <folder>
 *
 * `daemon`: each connection gets a `git daemon` of its own, as inetd would start it. `http`: each request gets
 * `git http-backend` as its CGI program, once somebody has logged in; the password is `secret`, whatever the account.
 * Says the port in a line when it listens. Ends with its standard input, and so with whoever started it.
 */
import { spawn } from 'node:child_process'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createSocketServer } from 'node:net'

const [transport, folder = ''] = process.argv.slice(2)
const running = new Set()

// A service of the system has neither the home nor the variables of a person.
const kept = ['PATH', 'Path', 'SystemRoot', 'GIT_CONFIG_NOSYSTEM'].filter((name) => process.env[name] !== undefined)
const serviceEnv = Object.fromEntries(kept.map((name) => [name, process.env[name]]))

const server = transport === 'daemon' ? createDaemon() : createHttp()
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => {
  for (const child of running) child.kill()
  // Connections that are still open would keep it alive.
  process.exit(0)
})

function createDaemon() {
  return createSocketServer({ allowHalfOpen: true }, (socket) => {
    const child = start(
      [
        'daemon',
        '--inetd',
        '--log-destination=stderr',
        '--export-all',
        '--enable=receive-pack',
        `--base-path=${folder}`,
      ],
      serviceEnv,
    )
    connect(socket, child)
    child.stdout.pipe(socket)
  })
}

function createHttp() {
  return createHttpServer((request, response) => {
    const account = readAccount(request)
    if (account === null) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
      return
    }
    const child = start(['http-backend'], { ...serviceEnv, ...cgiVariables(request, account) })
    connect(request, child)
    answer(child, response)
  })
}

function start(args, env) {
  const child = spawn('git', args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  running.add(child)
  child.on('close', () => running.delete(child))
  return child
}

/** Whoever hangs up ends a push, and not this server. */
function connect(source, child) {
  for (const stream of [source, child.stdin, child.stdout]) stream.on('error', () => child.kill())
  source.pipe(child.stdin)
}

function readAccount({ headers }) {
  const [kind, login = ''] = (headers.authorization ?? '').split(' ')
  const [, account = '', password] = /^([^:]*):(.*)$/s.exec(Buffer.from(login, 'base64').toString('utf8')) ?? []
  return kind === 'Basic' && account !== '' && password === 'secret' ? account : null
}

/** RFC 3875, 4.1, and what `git help http-backend` adds. */
function cgiVariables({ method, url, headers, socket }, account) {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const given = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    HTTP_GIT_PROTOCOL: headers['git-protocol'],
    GIT_PROTOCOL: headers['git-protocol'],
  }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    GIT_PROJECT_ROOT: folder,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REQUEST_METHOD: method,
    PATH_INFO: decodeURIComponent(pathname),
    QUERY_STRING: searchParams.toString(),
    REMOTE_ADDR: socket.remoteAddress,
    REMOTE_USER: account,
    AUTH_TYPE: 'Basic',
  }
}

function answer(child, response) {
  let head = Buffer.alloc(0)
  const readHead = (chunk) => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    child.stdout.off('data', readHead)
    const fields = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(/: */, 2))
    const status = fields.find(([name]) => name === 'Status')?.[1] ?? '200'
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(fields.filter(([name]) => name !== 'Status')))
    response.write(head.subarray(end + 4))
    child.stdout.pipe(response)
  }
  child.stdout.on('data', readHead)
  child.on('close', () => response.end())
}
