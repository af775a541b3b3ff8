# syntax=docker/dockerfile:1
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements/runtime.txt requirements/runtime.in requirements/
RUN python -m venv /opt/iombot \
 && /opt/iombot/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY routing routing
COPY content content
COPY adapters adapters
COPY bot bot
RUN /opt/iombot/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --create-home --home-dir /srv/iombot --uid 10001 iombot
COPY --from=build /opt/iombot /opt/iombot
ENV PATH=/opt/iombot/bin:$PATH PYTHONUNBUFFERED=1 IOM_LOG_FORMAT=json
USER 10001
WORKDIR /srv/iombot
EXPOSE 3978
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3978/healthz', timeout=4)"]
ENTRYPOINT ["iombot"]
CMD ["serve", "--host", "0.0.0.0"]
