export { startOwnServer, startServer, type TestDatabase, type TestServer } from './server.ts'
