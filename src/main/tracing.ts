/**
 * OpenTelemetry: how long each request, act and statement took, sent to a collector. Loaded only where one is named.
 * What is sent is a pattern of a route, a name of an act or a statement, and how it ended: nothing of anybody.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Stile } from '../cases/stile.ts';
import type { TraceStatement } from '../store/database/trace-statements.ts';
import type { ObservedRequest } from '../web/operation/metrics.ts';

export interface Tracing {
  /** Goes on within the span of a request, begun with the first call for it. */
  readonly within: (request: string, go: () => void) => void;
  /** Ends the span of a request. */
  readonly answered: (request: ObservedRequest) => void;
  readonly act: NonNullable<Stile['trace']>;
  readonly statement: TraceStatement;
  /** Sends what has not been sent. */
  readonly stop: () => Promise<void>;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);

/** `endpoint` is the collector's address, such as http://localhost:4318; spans go to `/v1/traces` below it. */
export function startTracing(settings: {
  readonly endpoint: string;
  readonly version: string;
}): Tracing {
  const url = `${settings.endpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new TracerProvider({
    // Only these: what could be found out of the machine and the process is nobody's business.
    resource: resourceFromAttributes({
      'service.name': 'stile',
      'service.version': settings.version,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const tracer = provider.getTracer('stile');
  const inside = new AsyncLocalStorage<Span>();
  const requests = new Map<string, Span>();
  const begin = (name: string, kind: SpanKind): Span => {
    const parent = inside.getStore();
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
    return tracer.startSpan(name, { kind }, context);
  };
  return {
    within(id, go) {
      const span = requests.get(id) ?? begin('request', SpanKind.SERVER);
      requests.set(id, span);
      inside.run(span, go);
    },
    answered({ id, method: sent, route, status }) {
      const span = requests.get(id);
      if (span === undefined) return;
      requests.delete(id);
      const method = METHODS.has(sent) ? sent : '_OTHER';
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    async act(name, run, endOf) {
      const span = begin(name, SpanKind.INTERNAL);
      try {
        const done = await inside.run(span, run);
        span.setAttributes({ 'stile.act': name, 'stile.result': endOf(done) });
        return done;
      } catch (error) {
        span.setAttributes({ 'stile.act': name, 'stile.result': 'fault' });
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    statement(name) {
      // Of what nobody waits for, such as the rounds of the worker, only the acts are told.
      if (inside.getStore() === undefined) return () => undefined;
      const span = begin(name, SpanKind.CLIENT);
      span.setAttributes({ 'db.system.name': 'postgresql', 'db.operation.name': name });
      return (failure) => {
        if (failure !== undefined) {
          span.setAttribute('error.type', failure);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      };
    },
    stop: () => provider.shutdown(),
  };
}
