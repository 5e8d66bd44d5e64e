# Stile in a container: two stages, so that what runs has no compiler, no npm and nobody's password.
#
#   docker build -t stile .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     -e DATABASE_URL=… -e STILE_HOST=0.0.0.0 -e STILE_SECURE=yes -e STILE_PROXY=10.0.0.1 -p 3000:3000 stile
#
# With DATABASE_URL nothing is written but to /tmp. Without it, mount a volume on /data for the embedded PostgreSQL.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# --ignore-scripts=false: embedded PostgreSQL makes links to its libraries on install. npm brings Node.js 26 too.
RUN npm ci --no-audit --no-fund --ignore-scripts=false
COPY tsconfig.json ./
COPY src ./src
RUN node_modules/node-linux-*/bin/node node_modules/typescript/bin/tsc --noCheck \
 && rm -rf dist/test dist/bench && npm prune --omit=dev --ignore-scripts \
 && mkdir -p /opt/node && cp node_modules/node-linux-*/bin/node /opt/node/node

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Stile"
RUN groupadd --gid 10001 stile && useradd --uid 10001 --gid stile --no-create-home --shell /usr/sbin/nologin stile \
 && install -d -o stile -g stile -m 0700 /data
WORKDIR /app
COPY --from=build /opt/node/node /usr/local/bin/node
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/src/web/assets ./src/web/assets
COPY package.json package-lock.json ./
COPY protocols ./protocols
COPY calendars ./calendars
COPY migrations ./migrations
ENV STILE_DATA=/data STILE_HOST=0.0.0.0 STILE_LOG=json PORT=3000
USER 10001:10001
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/src/main/cli.js", "start"]
