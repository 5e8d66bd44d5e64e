/** For machines that look after Stile: does it live, can it be sent people, and its numbers. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { checkReadiness, type Expected } from '../../cases/queries/check-readiness.ts';
import { measureBacklog } from '../../cases/queries/measure-backlog.ts';
import type { Web } from '../web.ts';
import type { Metrics } from './metrics.ts';

export interface Operation extends Expected {
  readonly metrics: Metrics;
  /** What Prometheus must send as its bearer; without it there are no metrics to be had. */
  readonly token: string | undefined;
}

export function addOperationPages(
  app: FastifyInstance,
  web: Web,
  operation: Operation | undefined,
): void {
  // Lives: asks nothing of the database, or every server would be restarted when it is away for a moment.
  app.get('/health', { config: { open: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ ok: true }),
  );
  if (operation === undefined) return;
  app.get('/ready', { config: { open: true } }, async (_request, reply) => {
    const checks = await checkReadiness(web.stile, operation);
    const ok = checks.every((check) => check.ok || check.warning === true);
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, checks });
  });
  const { token } = operation;
  if (token === undefined) return;
  app.get('/metrics', { config: { open: true } }, async (request, reply) => {
    if (!bears(request, token)) return reply.code(401).header('www-authenticate', 'Bearer').send();
    const backlog = await measureBacklog(web.stile).catch(() => []);
    return reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(operation.metrics.write(backlog));
  });
}

function bears(request: FastifyRequest, token: string): boolean {
  const [given, wanted] = [
    Buffer.from(request.headers.authorization ?? ''),
    Buffer.from(`Bearer ${token}`),
  ];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
