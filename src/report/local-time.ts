/** `2026-03-09 14:05:33 +01:00`, by this machine's clock and with its zone: the same in every language, and sortable. */
export function localTime(date: Date): string {
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")} ${zoneOf(date)}`;
}

function zoneOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const off = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(off / 60))}:${two(off % 60)}`;
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}
