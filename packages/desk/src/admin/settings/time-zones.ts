export interface ZoneOption {
  readonly value: string
  readonly label: string
}

/** The zones that this browser knows, by their names in a language; the present one also where it has another name here. */
export function zoneOptions(present: string, language: string): ZoneOption[] {
  const zones = new Set([present, ...Intl.supportedValuesOf('timeZone')])
  return [...zones].map((value) => ({ value, label: `${nameOf(value, language)} (${value})` }))
}

function nameOf(timeZone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'long' }).formatToParts(0)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}
