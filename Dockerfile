# syntax=docker/dockerfile:1
# The front end, then the program with the front end inside, then Debian with nothing but the program.

FROM node:20-bookworm-slim AS web
WORKDIR /src
COPY web/package.json web/package-lock.json web/
RUN cd web && npm ci --no-audit --no-fund
COPY locales locales
COPY data data
COPY crates/server/templates crates/server/templates
COPY web web
RUN cd web && npm run build

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=web /src/web/dist web/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked -p chonoi-cli \
    && install -D target/release/chonoi /out/chonoi

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/chonoi --create-home chonoi
COPY --from=build /out/chonoi /usr/local/bin/chonoi
USER chonoi
VOLUME /var/lib/chonoi
ENV CHONOI_LISTEN=0.0.0.0:8080 \
    CHONOI_DATA_DIR=/var/lib/chonoi \
    CHONOI_LOG_FORMAT=json
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["chonoi"]
CMD ["serve"]
