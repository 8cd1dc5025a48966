/**
 * Stands in for `@modelcontextprotocol/server/_shims` in the bundle: its validator for Node is ajv, a third of the
 * whole, and checks answers to questions that this server never asks.
 */
export { default as process } from 'node:process'

export class DefaultJsonSchemaValidator {
  getValidator() {
    throw new Error('this server asks its client nothing')
  }
}
