import { createHash } from 'node:crypto'

/**
 * The checksums under which Prisma accepts a script as unchanged; the first is the one it writes.
 * Lower-case hex SHA-256 of the script as it is, with LF, and with every LF made CRLF; then the same
 * without padding, as an early engine wrote them.
 */
export function checksumsOf(script: string): readonly string[] {
  const variants = [script, script.replaceAll('\r\n', '\n'), script.replaceAll('\n', '\r\n')]
  const digests = variants.map((variant) => createHash('sha256').update(variant, 'utf8').digest())
  return [...new Set([...digests.map((digest) => digest.toString('hex')), ...digests.map(unpadded)])]
}

function unpadded(digest: Uint8Array): string {
  return Array.from(digest, (byte) => byte.toString(16)).join('')
}
