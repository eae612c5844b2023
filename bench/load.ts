/**
 * The load generator, in a process of its own: so many connections, each sending its next request when the last is
 * answered. Told what to do by messages of {@link LoadWork}; answers each with a {@link LoadResult}.
 */
import autocannon from 'autocannon';

export type LoadRequest = Readonly<{
  method: 'GET' | 'POST';
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}>;
export type LoadWork = Readonly<{
  url: string;
  /** Sent in turn; each connection begins at another one. */
  requests: readonly LoadRequest[];
  connections: number;
  seconds: number;
}>;
export type LoadResult = Readonly<{
  answered: number;
  failed: number;
  seconds: number;
  bytesPerAnswer: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  /** CPU time of this process, all of it. */
  generatorCpuMilliseconds: number;
}>;

process.on('message', (work: LoadWork) => {
  run(work).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit());

async function run({ url, requests, connections, seconds }: LoadWork): Promise<LoadResult> {
  const milliseconds: number[] = [];
  let failed = 0;
  let bytes = 0;
  let next = 0;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections,
        // The clock below decides; what arrives after it is not counted.
        duration: seconds,
        sampleInt: 100,
        setupClient: (client) => {
          client.setRequests(rotated(requests, next));
          next += 1;
        },
      },
      (error) => (error ? reject(error) : resolve()),
    );
    instance.on('response', (_client, status, answerBytes, took) => {
      if (performance.now() > endsAt) return;
      milliseconds.push(took);
      bytes += answerBytes;
      if (status !== 200) failed += 1;
    });
    instance.on('reqError', () => {
      failed += 1;
    });
  });
  const { user, system } = process.cpuUsage(cpu);
  milliseconds.sort((a, b) => a - b);
  const at = (share: number) => milliseconds[Math.floor(share * (milliseconds.length - 1))] ?? 0;
  return {
    answered: milliseconds.length,
    failed,
    seconds,
    bytesPerAnswer: Math.round(bytes / Math.max(1, milliseconds.length)),
    p50Milliseconds: at(0.5),
    p99Milliseconds: at(0.99),
    generatorCpuMilliseconds: (user + system) / 1000,
  };
}

function rotated(requests: readonly LoadRequest[], by: number): autocannon.Request[] {
  const start = by % requests.length;
  return [...requests.slice(start), ...requests.slice(0, start)].map((request) => ({ ...request }));
}
