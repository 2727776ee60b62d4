# One image for each service: docker build -f docker/service.Dockerfile --build-arg APP=loyalty -t onecustomer/loyalty .
# A release pins NODE_IMAGE by digest; the tag is for building by hand.
ARG NODE_IMAGE=node:24.11.1-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc tsconfig.base.json tsconfig.json ./
COPY libs libs
COPY apps apps
RUN npm ci && npx tsc -b

# Only what this one app needs at run time.
FROM build AS runtime-files
ARG APP
RUN test -d "apps/${APP}" \
 && rm -rf node_modules \
 && npm ci --omit=dev --ignore-scripts --workspace "@crm/${APP}" --include-workspace-root=false \
 && mkdir -p /out/apps /out/libs \
 && cp -a package.json node_modules /out/ \
 && for package in libs/* "apps/${APP}"; do \
      mkdir -p "/out/${package}"; \
      for part in package.json dist node_modules; do [ ! -e "${package}/${part}" ] || cp -a "${package}/${part}" "/out/${package}/"; done; \
    done \
 && rm -rf /out/libs/testing /out/libs/*/dist/spec /out/apps/*/dist/spec \
 && find /out/node_modules/@crm -xtype l -delete

FROM ${NODE_IMAGE} AS service
ARG APP
LABEL org.opencontainers.image.title="onecustomer-${APP}" \
      org.opencontainers.image.description="OneCustomer: one customer record which every department shares" \
      org.opencontainers.image.vendor="OneCustomer"
ENV NODE_ENV=production PORT=3000 HOST=0.0.0.0
WORKDIR /app
COPY --from=runtime-files --chown=root:root /out ./
# The exec form has no shell to fill in ${APP}, so the folder gets a fixed name.
RUN ln -s "apps/${APP}" service
# Where service-desk keeps the files of cases, unless it has a bucket: a volume takes its owner from here.
RUN mkdir /attachments && chown 10001:10001 /attachments
USER 10001:10001
EXPOSE 3000
CMD ["node", "service/dist/main.js"]

# The gateway with the portal and, for trying things out, the local token issuer; also runs the topics job.
FROM build AS gateway
COPY tools tools
ENV NODE_ENV=production PORT=3000 HOST=0.0.0.0
RUN mkdir /state && chown 10001:10001 /state
USER 10001:10001
EXPOSE 3000
CMD ["node", "tools/gateway.mjs"]
