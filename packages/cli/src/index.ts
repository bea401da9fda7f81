export { type Configuration, configurationSchema } from './config.ts'
