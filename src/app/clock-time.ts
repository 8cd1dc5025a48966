import { DAY_MS, type EpochMs } from '../core/time.js'

/** The time of day where the reader is, `14:05`; with the date where it is not within the next 18 hours. */
export function formatClockTime(now: EpochMs): (time: EpochMs) => string {
  return (time) => {
    const date = new Date(time)
    const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
    if (Math.abs(time - now) < 0.75 * DAY_MS) return clock
    return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${clock}`
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
