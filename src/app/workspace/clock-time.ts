import { DAY_MS, type EpochMs } from '../../core/time.js'

/** The local time, such as `14:05`; with the date when it is more than 18 hours from `now`. */
export function formatClockTime(now: EpochMs): (time: EpochMs) => string {
  return (time) => {
    const date = new Date(time)
    const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
    if (Math.abs(time - now) < 0.75 * DAY_MS) return clock
    return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${clock}`
  }
}

/** As `formatClockTime`, for a reader whose time zone is not known: `14:05 UTC`. */
export function formatUtcTime(now: EpochMs): (time: EpochMs) => string {
  return (time) => {
    const [day = '', clock = ''] = new Date(time).toISOString().split('T')
    const said = `${clock.slice(0, 5)} UTC`
    return Math.abs(time - now) < 0.75 * DAY_MS ? said : `${day} ${said}`
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
