import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where a page finds the style sheet and the script. */
export interface AssetLinks {
  readonly css: string;
  readonly js: string;
}

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly brotli: Buffer | undefined;
  readonly gzip: Buffer | undefined;
  readonly immutable: boolean;
}

export interface Assets {
  readonly links: AssetLinks;
  readonly files: ReadonlyMap<string, Asset>;
}

const IMAGES: readonly (readonly [name: string, source: string])[] = [
  ['favicon.ico', 'favicon.ico'],
  ['favicon.svg', 'favicon.svg'],
  ['icon-180.png', 'icon-180.png'],
  ['icon-192.png', 'icon-192.png'],
  ['icon-512.png', 'icon-512.png'],
  // The names the design system's own pages ask for, so that nothing answers 404.
  ['govuk-icon-180.png', 'icon-180.png'],
  ['govuk-icon-192.png', 'icon-192.png'],
  ['govuk-icon-512.png', 'icon-512.png'],
  ['govuk-icon-mask.svg', 'icon-mask.svg'],
];

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/** Reads, joins, hashes and compresses what the pages need. `root` is the folder of package.json. */
export function readAssets(root: string): Assets {
  const require = createRequire(path.join(root, 'package.json'));
  const govuk = path.join(
    path.dirname(require.resolve('govuk-frontend/package.json')),
    'dist/govuk',
  );
  const moj = path.join(
    path.dirname(require.resolve('@ministryofjustice/frontend/package.json')),
    'moj',
  );
  const own = path.join(root, 'src/web/assets');
  const read = (folder: string, file: string): string =>
    readFileSync(path.join(folder, file), 'utf8');
  const files = new Map<string, Asset>();

  const css =
    withoutBranding(
      `${read(govuk, 'govuk-frontend.min.css')}\n${read(moj, 'moj-frontend.min.css')}`,
    ) + read(own, 'stile.css');
  const library = read(govuk, 'govuk-frontend.min.js').replace(/\/\/# sourceMappingURL=.*$/m, '');
  const libraryName = hashed('govuk-frontend', library, '.js');
  const script = read(own, 'stile.js').replace('./govuk-frontend.min.js', `./${libraryName}`);
  const links = {
    css: `/assets/${hashed('stile', css, '.css')}`,
    js: `/assets/${hashed('stile', script, '.js')}`,
  };

  files.set(links.css, asset(Buffer.from(css), '.css', true));
  files.set(links.js, asset(Buffer.from(script), '.js', true));
  files.set(`/assets/${libraryName}`, asset(Buffer.from(library), '.js', true));
  files.set(
    '/assets/manifest.json',
    asset(readFileSync(path.join(own, 'manifest.json')), '.json', false),
  );
  for (const [name, source] of IMAGES) {
    files.set(
      `/assets/images/${name}`,
      asset(readFileSync(path.join(own, 'images', source)), path.extname(source), false),
    );
  }
  files.set(
    '/favicon.ico',
    asset(readFileSync(path.join(own, 'images/favicon.ico')), '.ico', false),
  );
  for (const [, name] of css.matchAll(/url\(\/assets\/images\/([a-z-]+\.svg)\)/g)) {
    if (name !== undefined)
      files.set(
        `/assets/images/${name}`,
        asset(readFileSync(path.join(moj, 'assets/images', name)), '.svg', false),
      );
  }
  return { links, files };
}

/** The sheet that sets an authority's colour: `#00594f` becomes `/assets/brand-00594f.css`. */
export function brandSheet(colour: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour))
    throw new TypeError(`"${colour}" is not a colour like #00594f.`);
  return `/assets/brand-${colour.slice(1).toLowerCase()}.css`;
}

/** Serves what `readAssets` read, compressed beforehand and cached for a year where the name holds a hash. */
export async function assetsPlugin(
  app: FastifyInstance,
  options: { readonly assets: Assets },
): Promise<void> {
  const { files } = options.assets;
  app.get<{ Params: { colour: string } }>(
    '/assets/brand-:colour(^[0-9a-f]{6}).css',
    async (request, reply) =>
      send(
        request,
        reply,
        asset(Buffer.from(`:root{--govuk-brand-colour:#${request.params.colour}}`), '.css', true),
      ),
  );
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const found = files.get(request.url.split('?', 1)[0] ?? '');
    if (found === undefined) {
      reply.callNotFound();
      return reply;
    }
    return send(request, reply, found);
  };
  app.get('/assets/*', serve);
  app.get('/favicon.ico', serve);
}

function send(request: FastifyRequest, reply: FastifyReply, found: Asset): FastifyReply {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  reply
    .type(found.type)
    .header('vary', 'accept-encoding')
    .header(
      'cache-control',
      found.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=86400',
    );
  if (found.brotli !== undefined && /\bbr\b/.test(accepted))
    return reply.header('content-encoding', 'br').send(found.brotli);
  if (found.gzip !== undefined && /\bgzip\b/.test(accepted))
    return reply.header('content-encoding', 'gzip').send(found.gzip);
  return reply.send(found.body);
}

function asset(body: Buffer, extension: string, immutable: boolean): Asset {
  const type = TYPES[extension] ?? 'application/octet-stream';
  const dense = extension === '.png' || extension === '.ico' || body.length < 300;
  return {
    type,
    body,
    immutable,
    // Quality 9 costs a tenth of the time of 11 and is within 3 % of its size here.
    brotli: dense
      ? undefined
      : brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    gzip: dense ? undefined : gzipSync(body),
  };
}

function hashed(name: string, content: string, extension: string): string {
  return `${name}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}${extension}`;
}

// A council may not use the government's typeface, crest or blue: they say "GOV.UK" to the reader.
function withoutBranding(css: string): string {
  return `${css
    .replace(/@charset "UTF-8";/g, '')
    .replace(/@font-face\{font-family:GDS Transport[^}]*\}/g, '')
    .replace(/GDS Transport,arial,sans-serif/g, '"Helvetica Neue",Helvetica,Arial,sans-serif')
    .replace(/url\(\/assets\/images\/govuk-crest\.svg\)/g, 'none')
    .replace(/#1d70b8/gi, '#00594f')
    .replace(/\/\*# sourceMappingURL=[^*]*\*\//g, '')}\n`;
}
