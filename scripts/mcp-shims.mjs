/**
 * Replaces `@modelcontextprotocol/server/_shims` in the bundle. The original brings ajv, a third of the bundle, to
 * check answers to questions that this server never asks.
 */
export { default as process } from 'node:process'

export class DefaultJsonSchemaValidator {
  getValidator() {
    throw new Error('this server asks its client nothing')
  }
}
