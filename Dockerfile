# One image for the API, the workers and the command line; docker-compose.yml says which starts.
# This file has not been run where it was written: no container engine was at hand. CONTRIBUTING.md says how to report.
FROM node:20-bookworm-slim AS build
WORKDIR /app
# The whole workspace first: npm links the packages among each other.
COPY . .
RUN npm install --no-audit --no-fund && npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production GRATICULE_DATA=/data
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 4600
# Exec form, no shell and no npm in between: the process itself hears SIGTERM.
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["apps/api/dist/main.js"]
