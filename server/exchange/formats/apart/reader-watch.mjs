/**
 * A thread beside the one that reads: it looks while the other is in the middle of something that may have no end. Memory is
 * counted as the system counts it, because WebAssembly and buffers are no part of the heap that Node can limit; time is that of
 * the processor since the last answer.
 */
import { parentPort, workerData } from 'node:worker_threads';

const LOOK_MS = 100;
const asker = process.ppid;
let since = process.cpuUsage();

const secondsComputed = () => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000_000;
};

parentPort.on('message', () => (since = process.cpuUsage()));

setInterval(() => {
  // Nobody is left to read for.
  if (process.ppid !== asker || process.memoryUsage.rss() > workerData.memoryBytes)
    process.kill(process.pid, 'SIGKILL');
  else if (secondsComputed() > workerData.secondsForAnswer) process.kill(process.pid, 'SIGXCPU');
}, LOOK_MS);
parentPort.postMessage('watching');
