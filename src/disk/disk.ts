/**
 * The one door to the disk, for every engine that stands on files. Synchronous: a lock call is a handful of
 * small operations, each shorter than a hop to the thread pool, and a test can number them.
 *
 * A read never follows a symbolic link. A write makes a new file, or adds a line to the end of an existing one.
 */
export interface Disk {
  /** Creates missing folders. */
  makeFolder(path: string): void
  /** Names in a folder; null where there is no such folder. */
  list(path: string): string[] | null
  /** The whole of a regular file up to `maxBytes`; null where there is none. Never follows a link. */
  read(path: string, maxBytes: number): Uint8Array | null
  /** Creates a file that must not exist, writes all of it and makes it durable. */
  writeNew(path: string, content: Uint8Array): void
  /** Gives `source` the further name `target`; false where `target` exists. Atomic. */
  linkNew(source: string, target: string): boolean
  /** Moves, replacing a file at `target`. False where `source` is gone. Atomic. */
  move(source: string, target: string): boolean
  /** False if it was gone already. */
  remove(path: string): boolean
  /** Removes an empty folder. False if it was gone already. */
  removeFolder(path: string): boolean
  /** Does something have this name? A dangling link counts. */
  exists(path: string): boolean
  /** Makes the names in a folder durable, where the system can. */
  syncFolder(path: string): void
  /** When the file was written, by the disk's clock; null where it is gone. */
  modifiedAt(path: string): number | null
  /** Tells what is at a path: a link itself, not what it leads to; null if there is nothing. */
  look(path: string): Found | null
  /**
   * Adds a line (without its line end) to a file in one write, makes the file if needed, and begins a new line if
   * the last one was torn. Does not sync. Gives the size of the file.
   */
  appendLine(path: string, line: Uint8Array): number
  /** Up to `maxBytes` of a regular file from `offset` on; null where there is none. */
  readFrom(path: string, offset: number, maxBytes: number): FilePart | null
}

export interface Found {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly size: number
  /** By the disk's clock. */
  readonly modifiedAt: number
}

export interface FilePart {
  readonly content: Uint8Array
  /** The size of the whole file. */
  readonly size: number
  /** The identity of the file, whatever its name: it stays the same when the file is moved. */
  readonly id: string
}
