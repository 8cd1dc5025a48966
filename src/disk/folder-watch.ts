import { watch, type FSWatcher } from 'node:fs'

/** Wakes whoever waits for others to write. Watching is a help and no promise, so every wait has a bound. */
export interface FolderWatch {
  /** Resolves at a change since the last wait, at `signal`, or after `timeoutMs`, whichever is first. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>
  close(): void
}

/** Watches what is written directly in `folders`. Those that are missing are not waited for. */
export function watchFolders(folders: readonly string[]): FolderWatch {
  let isChanged = false
  let wake = (): void => undefined
  const noteChange = (): void => {
    isChanged = true
    wake()
  }
  const watchers = folders.flatMap((folder) => openWatcher(folder, noteChange))
  return {
    wait: async (timeoutMs, signal) => {
      if (!isChanged && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', wake)
            resolve()
          }
          const timer = setTimeout(wake, timeoutMs)
          signal.addEventListener('abort', wake)
        })
      }
      isChanged = false
    },
    close: () => {
      for (const watcher of watchers) watcher.close()
    },
  }
}

/** The system may have no watchers left, or the folder may go: then the bound of the wait has to do. */
function openWatcher(folder: string, onChange: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, onChange)
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    return []
  }
}
