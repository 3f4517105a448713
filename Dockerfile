# Two stages: Swift with a static standard library builds one binary; a slim Debian runs it.
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libsqlite3-dev zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift openapi.yaml ./
COPY migrations migrations
COPY Sources Sources
# The test targets are declared in Package.swift and not part of the image.
RUN mkdir -p Tests/MentorshipTests Tests/LibraryTests Tests/ServiceTests Tests/ServerTests \
 && for t in Tests/*; do echo "// none" > "$t/None.swift"; done \
 && swift build -c release --product mentorship --static-swift-stdlib \
 && cp "$(swift build -c release --static-swift-stdlib --show-bin-path)/mentorship" /mentorship \
 && strip /mentorship

FROM debian:bookworm-slim
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libsqlite3-0 zlib1g tzdata curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data mentorship \
 && install -d -o mentorship -g mentorship -m 0700 /data
COPY --from=build /mentorship /usr/local/bin/mentorship
USER mentorship
VOLUME /data
WORKDIR /data
ENV MENTORSHIP_DATABASE=/data/mentorship.sqlite \
    MENTORSHIP_LISTEN=0.0.0.0:8080
EXPOSE 8080
# /readyz is for balancers; the container is healthy as long as the process answers.
HEALTHCHECK --interval=10s --timeout=3s CMD curl -fsS http://127.0.0.1:8080/healthz || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["mentorship"]
CMD ["serve"]
