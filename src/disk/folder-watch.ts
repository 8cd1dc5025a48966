import { watch, type FSWatcher } from 'node:fs'

/** Wakes a process that waits for others to write. A watch may miss a change, so every wait has a limit. */
export interface FolderWatch {
  /** Resolves at a change since the last wait, at `signal`, or after `timeoutMs`, whichever is first. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>
  close(): void
}

/** Watches what is written directly in `folders`. A missing folder is not watched. */
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

/** The system may have no watchers left, or the folder may go: then the wait ends at its limit. */
function openWatcher(folder: string, onChange: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, onChange)
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    return []
  }
}
