const systemNow = Date.now.bind(Date);

/** Has this process believe that it is so much later: the wall clock of its machine is wrong. */
export function setClockOff(offMs: number): void {
  Date.now = () => systemNow() + offMs;
}
