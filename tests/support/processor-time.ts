/**
 * Milliseconds that this thread has computed so far, for "is fast enough": what others do on the machine meanwhile does
 * not count, as it would by a clock.
 */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
